//! Why no TLS connection to a PostgreSQL server came about.

use std::error::Error;
use std::fmt;

use rustls::CertificateError;
use sea_orm::SqlxError;

/// What was wrong with TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsTrouble {
    /// The server does not offer it.
    NotOffered,
    /// Nobody who is trusted here signed the server's certificate.
    Untrusted,
    /// The server's certificate is for another host.
    OtherHost,
    /// The server's certificate has expired or is not valid yet.
    OutOfDate,
    /// Anything else, such as no version or cipher in common.
    Failed,
}

impl fmt::Display for TlsTrouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotOffered => "it does not offer TLS, which sslmode demands",
            Self::Untrusted => {
                "its certificate is signed by nobody who is trusted here; sslrootcert names the file \
                 of its authority"
            }
            Self::OtherHost => "its certificate is for another host",
            Self::OutOfDate => "its certificate has expired or is not valid yet",
            Self::Failed => "no TLS connection to it came about",
        })
    }
}

/// What of TLS a failed connection failed by, if it did.
pub(super) fn trouble(error: &SqlxError) -> Option<TlsTrouble> {
    match error {
        // The driver has no other sign of it.
        SqlxError::Tls(error) if error.to_string().contains("does not support TLS") => {
            Some(TlsTrouble::NotOffered)
        }
        SqlxError::Tls(error) => Some(of_rustls(error.downcast_ref())),
        SqlxError::Io(error) => {
            let cause: &(dyn Error + Send + Sync) = error.get_ref()?;
            let cause: &rustls::Error = cause.downcast_ref()?;
            Some(of_rustls(Some(cause)))
        }
        _ => None,
    }
}

fn of_rustls(error: Option<&rustls::Error>) -> TlsTrouble {
    let Some(rustls::Error::InvalidCertificate(error)) = error else {
        return TlsTrouble::Failed;
    };
    match error {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            TlsTrouble::OtherHost
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => TlsTrouble::OutOfDate,
        CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsTrouble::Untrusted,
        _ => TlsTrouble::Failed,
    }
}
