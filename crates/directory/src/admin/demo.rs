//! A tenant with a small company in it, to try things on. Its people are pushed like anybody's.

use std::collections::HashMap;

use roster::scope::ScopeState;
use scim::ScimError;
use scim::schema::{ENTERPRISE_USER, GROUP_TYPE, USER_TYPE};
use serde::Deserialize;
use serde_json::{Value, json};

use super::tenants::{self, Tenant};
use super::{AdminError, Refusal};
use crate::{Act, Body, Caller, Directory, Existing, Shape, Write, Written};

/// The company.
const COMPANY: &str = include_str!("../../data/demo.json");
/// What its addresses end in: a domain that is nobody's.
const DOMAIN: &str = "example.com";
/// What stands in the journal in the place of a token.
const TOKEN: &str = "demo";

#[derive(Deserialize)]
struct Company {
    users: Vec<User>,
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct User {
    key: String,
    name: String,
    given: Option<String>,
    family: Option<String>,
    display: Option<String>,
    title: Option<String>,
    department: Option<String>,
    employee: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    manager: Option<String>,
    #[serde(default)]
    left: bool,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    members: Vec<String>,
}

/// Makes a tenant with a small company in it. Nobody decided yet who trains.
///
/// # Errors
///
/// `Refused` as [`tenants::create`], and if something of the company cannot be made.
pub async fn create(directory: &Directory, slug: &str) -> Result<Tenant, AdminError> {
    let name = Some("Demo company");
    let tenant = tenants::create_with_scope(directory, slug, name, ScopeState::Undecided).await?;
    let pushed = push(directory, &tenant, slug).await;
    pushed.map_err(|error| {
        let flaw = error.detail().to_owned();
        AdminError::from(Refusal::DemoUnmade { flaw })
    })?;
    Ok(tenant)
}

async fn push(directory: &Directory, tenant: &Tenant, slug: &str) -> Result<(), ScimError> {
    let company: Company = serde_json::from_str(COMPANY)
        .map_err(|error| ScimError::with_status(500, error.to_string()))?;
    let client = Client { directory, tenant };
    let mut ids = HashMap::new();
    for user in &company.users {
        let id = client.create(USER_TYPE, user.body(slug)).await?;
        ids.insert(user.key.as_str(), id);
    }
    for group in &company.groups {
        let members = group.members.iter().filter_map(|key| ids.get(key.as_str()));
        let members: Vec<Value> = members.map(|id| json!({"value": id})).collect();
        let body = json!({"displayName": group.name, "members": members});
        client.create(GROUP_TYPE, body).await?;
    }
    for user in &company.users {
        let Some(id) = ids.get(user.key.as_str()) else {
            continue;
        };
        if let Some(manager) = user.manager.as_ref().and_then(|key| ids.get(key.as_str())) {
            let path = format!("{ENTERPRISE_USER}:manager");
            client.set(id, &path, json!({"value": manager})).await?;
        }
        if user.left {
            client.set(id, "active", json!(false)).await?;
        }
    }
    Ok(())
}

impl User {
    fn body(&self, slug: &str) -> Value {
        let names = [&self.given, &self.family].map(|name| name.as_deref().unwrap_or_default());
        let display = self.display.clone().unwrap_or_else(|| names.join(" "));
        let address = format!("{}@{slug}.{DOMAIN}", self.name);
        // What is empty is absent.
        json!({
            "userName": address,
            "externalId": format!("{slug}-{}", self.key),
            "displayName": display,
            "name": {"givenName": self.given, "familyName": self.family},
            "emails": [{"type": "work", "value": address, "primary": true}],
            "title": self.title,
            "userType": self.kind,
            "active": true,
            ENTERPRISE_USER: {"department": self.department, "employeeNumber": self.employee},
        })
    }
}

/// Writes as a provisioning client would.
struct Client<'a> {
    directory: &'a Directory,
    tenant: &'a Tenant,
}

impl Client<'_> {
    async fn create(&self, kind: &str, body: Value) -> Result<String, ScimError> {
        let act = Act::Create {
            body: Ok(body.into()),
            shape: Shape::default(),
        };
        match self.write(kind, act).await? {
            Written::Created(made) => Ok(made.id),
            _ => Err(ScimError::with_status(500, "Nothing was made.")),
        }
    }

    async fn set(&self, id: &str, path: &str, value: Value) -> Result<(), ScimError> {
        let body: Body = Ok(json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": path, "value": value}],
        })
        .into());
        let existing = Existing {
            id: id.to_owned(),
            ..Existing::default()
        };
        let act = Act::Patch {
            existing,
            body,
            shape: Shape::default(),
        };
        self.write(USER_TYPE, act).await.map(drop)
    }

    async fn write(&self, kind: &str, act: Act) -> Result<Written, ScimError> {
        let caller = Caller {
            tenant: self.tenant.key,
            token_id: TOKEN.to_owned(),
            request_id: self.directory.next_id(),
            deadline: None,
        };
        let write = Write {
            caller,
            resource_type: kind.to_owned(),
            act,
        };
        self.directory.write(write).await
    }
}
