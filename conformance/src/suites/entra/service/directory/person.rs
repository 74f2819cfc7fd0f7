//! People and groups, with the attributes Entra maps by default.

use std::collections::BTreeSet;

/// What became of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Works here.
    #[default]
    Enabled,
    /// May not sign in for now, but keeps everything else.
    Disabled,
    /// Was deleted and lies in the recycle bin, under another name.
    Binned,
    /// Is gone for good.
    Deleted,
}

/// Somebody in the directory. What has no value is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who it is, for as long as the directory lives.
    pub number: usize,
    /// `userPrincipalName`: what somebody signs in with.
    pub user_name: String,
    /// `mailNickname`: unlike the name, it stays.
    pub mail_nickname: String,
    /// `displayName`.
    pub display_name: String,
    /// `givenName`.
    pub given_name: String,
    /// `surname`.
    pub surname: String,
    /// Given name and surname, joined.
    pub full_name: String,
    /// `mail`.
    pub mail: String,
    /// `jobTitle`.
    pub job_title: Option<String>,
    /// `department`.
    pub department: Option<String>,
    /// `employeeId`.
    pub employee_id: Option<String>,
    /// `preferredLanguage`.
    pub language: Option<String>,
    /// `physicalDeliveryOfficeName`.
    pub office: Option<String>,
    /// `streetAddress`.
    pub street: Option<String>,
    /// `city`.
    pub city: Option<String>,
    /// `state`.
    pub state: Option<String>,
    /// `postalCode`.
    pub postal_code: Option<String>,
    /// `country`.
    pub country: Option<String>,
    /// `telephoneNumber`.
    pub telephone: Option<String>,
    /// `mobile`.
    pub mobile: Option<String>,
    /// `facsimileTelephoneNumber`.
    pub fax: Option<String>,
    /// The number of the manager.
    pub manager: Option<usize>,
    /// What became of the person.
    pub standing: Standing,
}

/// A group in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which it is, for as long as the directory lives.
    pub number: usize,
    /// `displayName`.
    pub name: String,
    /// `objectId`.
    pub object_id: String,
    /// The numbers of those in it.
    pub members: BTreeSet<usize>,
}

impl Person {
    /// Whether the user shall be active.
    pub fn is_enabled(&self) -> bool {
        self.standing == Standing::Enabled
    }

    /// Gives somebody another family name, and with it another address.
    pub fn rename(&mut self, surname: &str, user_name: String) {
        surname.clone_into(&mut self.surname);
        self.full_name = format!("{} {surname}", self.given_name);
        self.display_name.clone_from(&self.full_name);
        self.mail.clone_from(&user_name);
        self.user_name = user_name;
    }

    /// Puts somebody into the recycle bin, which changes the name that people sign in with.
    pub fn bin(&mut self) {
        self.user_name = format!("bin{:06}.{}", self.number, self.user_name);
        self.standing = Standing::Binned;
    }
}
