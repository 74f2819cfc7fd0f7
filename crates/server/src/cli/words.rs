//! The errors of administration in the words of the command line.

use directory::{AdminError, DocumentRefusal, Missing, Refusal};

/// What a person at a terminal is told.
pub(super) fn sentence(error: &AdminError) -> String {
    match error {
        AdminError::Missing(missing) => of_missing(missing),
        AdminError::Refused(refusal) => of_refusal(refusal),
        AdminError::Storage(error) => format!("the database failed: {error}"),
    }
}

fn of_missing(missing: &Missing) -> String {
    match missing {
        Missing::Tenant { slug } => format!("there is no tenant {slug:?}"),
        Missing::Contact { tenant, who } => {
            format!("the tenant {tenant:?} has no contact {who:?}")
        }
        Missing::Group { tenant, who } => {
            format!("the tenant {tenant:?} has no training group {who:?}")
        }
        Missing::Token { tenant, id } => format!("the tenant {tenant:?} has no token {id:?}"),
        Missing::Policy { name } => format!("there is no policy {name:?}"),
        Missing::Preview { tenant, id } => {
            format!("the tenant {tenant:?} has no preview {id:?}: they are kept for 30 days")
        }
        Missing::Exception { tenant, id } => {
            format!("the tenant {tenant:?} has no exception {id:?}")
        }
        Missing::Document { tenant, id } => {
            format!("the tenant {tenant:?} has no schema or resource type {id:?} of its own")
        }
    }
}

fn of_refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SlugTaken { slug } => format!("a tenant {slug:?} exists already"),
        Refusal::SlugMalformed { slug, longest } => format!(
            "{slug:?} cannot be a tenant's slug: it takes 1 to {longest} of a-z, 0-9 and -, \
             beginning and ending with a letter or digit"
        ),
        Refusal::NameBlank => {
            "a tenant's name cannot be empty: leave it out to have the slug as its name".to_owned()
        }
        Refusal::EndTooLate => "a token has to end before the year 10000".to_owned(),
        Refusal::FilterUnfit { flaw } => flaw.clone(),
        Refusal::SeveralContacts {
            who,
            candidates,
            are_more,
        } => format!(
            "several contacts are called {who:?}: {}{}. Name one by its id or address",
            candidates.join("; "),
            if *are_more { "; and more" } else { "" }
        ),
        Refusal::TokenEnded { id } => format!(
            "the token {id:?} was revoked or has expired already: make a new one with `rollcall token \
             create`"
        ),
        Refusal::RemainsLeft { cause } => format!(
            "the tenant is erased, but what it held still stands in the files of the database, where \
             no command finds it ({cause}). It is overwritten when `rollcall serve` starts the next \
             time, or another tenant is erased"
        ),
        Refusal::LabelUnfit { label } => {
            format!("{label:?} cannot be a label: it takes 1 to 63 characters and no line breaks")
        }
        Refusal::ListUnfit { flaws } => {
            let lines = flaws
                .iter()
                .map(|(line, flaw)| format!("line {line}: {flaw}"));
            let lines: Vec<String> = lines.collect();
            format!("nothing was made. {}", lines.join("; "))
        }
        Refusal::DemoUnmade { flaw } => {
            format!("the tenant is there, but not all of the company could be made: {flaw}")
        }
        Refusal::Exception(flaw) => flaw.to_string(),
        Refusal::TooManyRows { most } => {
            format!("a table of exceptions may have {most} rows: split it")
        }
        Refusal::Documents(refusal) => of_documents(refusal),
        Refusal::Roster(refusal) => refusal.to_string(),
        Refusal::Leavers(refusal) => refusal.to_string(),
    }
}

fn of_documents(refusal: &DocumentRefusal) -> String {
    match refusal {
        DocumentRefusal::Unfit { flaw } => flaw.clone(),
        DocumentRefusal::TenantUnfit { tenant, flaw } => {
            format!("the schemas of tenant {tenant:?}: {flaw}")
        }
        DocumentRefusal::TypeMoved { id } => format!(
            "the resource type {id} is there already, with another endpoint or schema; remove it \
             first"
        ),
        DocumentRefusal::AttributeUsed {
            id,
            attribute,
            resource_type,
            count,
        } => format!(
            "{id} is used by {count} resources of type {resource_type}, and this document leaves out \
             its attribute {attribute} or changes what values it takes; give the changed attribute \
             another name"
        ),
        DocumentRefusal::SchemaOfType { id, resource_type } => {
            format!("{id} is the schema of the resource type {resource_type}; remove that first")
        }
        DocumentRefusal::Used {
            id,
            resource_type,
            count,
        } => format!(
            "{id} is used by {count} resources of type {resource_type}; nothing was removed. Delete \
             them, or take its attributes from them, first"
        ),
    }
}

#[cfg(test)]
mod tests {
    use directory::{AdminError, DocumentRefusal, Missing, Refusal};

    use super::sentence;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn each_error_says_what_it_is_about() {
        let (tenant, id) = (|| text("contoso"), || text("urn:x"));
        let (flaw, resource_type) = (|| text("wrong"), || text("Device"));
        let missing = [
            Missing::Tenant { slug: tenant() },
            Missing::Contact {
                tenant: tenant(),
                who: id(),
            },
            Missing::Token {
                tenant: tenant(),
                id: id(),
            },
            Missing::Document {
                tenant: tenant(),
                id: id(),
            },
        ];
        let documents = [
            DocumentRefusal::Unfit { flaw: flaw() },
            DocumentRefusal::TenantUnfit {
                tenant: tenant(),
                flaw: flaw(),
            },
            DocumentRefusal::TypeMoved { id: id() },
            DocumentRefusal::AttributeUsed {
                id: id(),
                attribute: text("size"),
                resource_type: resource_type(),
                count: 3,
            },
            DocumentRefusal::SchemaOfType {
                id: id(),
                resource_type: resource_type(),
            },
            DocumentRefusal::Used {
                id: id(),
                resource_type: resource_type(),
                count: 3,
            },
        ];
        let errors = missing.map(AdminError::from).into_iter();
        let errors = errors.chain(documents.map(AdminError::from));
        let told: Vec<String> = errors.map(|error| sentence(&error)).collect();
        let expected = [
            "there is no tenant \"contoso\"",
            "the tenant \"contoso\" has no contact \"urn:x\"",
            "the tenant \"contoso\" has no token \"urn:x\"",
            "the tenant \"contoso\" has no schema or resource type \"urn:x\" of its own",
            "wrong",
            "the schemas of tenant \"contoso\": wrong",
            "the resource type urn:x is there already, with another endpoint or schema; remove it \
             first",
            "urn:x is used by 3 resources of type Device, and this document leaves out its attribute \
             size or changes what values it takes; give the changed attribute another name",
            "urn:x is the schema of the resource type Device; remove that first",
            "urn:x is used by 3 resources of type Device; nothing was removed. Delete them, or take \
             its attributes from them, first",
        ];
        assert_eq!(told, expected);
        assert_eq!(AdminError::from(Refusal::EndTooLate).code(), "end_too_late");
    }
}
