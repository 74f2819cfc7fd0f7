//! The provisioning service as a client: one request at a time, as it sends them.

use serde_json::{Value, json};

use super::diff::Change;
use super::directory::{Person, Unit};
use super::failure::{Reaction, Trouble, reaction};
use super::line::{Kind, Line};
use super::mapping::{self, Mapping, Values};
use super::patch::{self, ManagerForm};
use super::place::Place;
use crate::check::Answer;
use crate::http::Request;
use crate::suites::Dialect;
use crate::suites::entra::wire::filter;

/// The URN of PATCH messages (RFC 7644 §3.5.2).
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
/// How often a request is sent again after a 429 before the next cycle has it.
const PATIENCE: usize = 5;

/// Whom a search found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The resource, as the list shows it.
    pub resource: Value,
    /// The answer it stands in.
    pub answer: Answer,
}

impl Hit {
    /// The id of the resource; empty if it has none.
    pub fn id(&self) -> &str {
        let id = self.resource.get("id").and_then(Value::as_str);
        id.unwrap_or_default()
    }
}

/// The service, speaking one dialect over one line.
#[derive(Clone, Copy)]
pub struct Service<'l> {
    line: &'l dyn Line,
    dialect: Dialect,
    mapping: &'l Mapping,
}

impl<'l> Service<'l> {
    /// A service over that line.
    pub fn new(line: &'l dyn Line, dialect: Dialect, mapping: &'l Mapping) -> Self {
        Self {
            line,
            dialect,
            mapping,
        }
    }

    /// The rows in force.
    pub fn mapping(&self) -> &'l Mapping {
        self.mapping
    }

    /// Looks for a user and a group that nobody has.
    pub async fn probe(&self, guid: &str) -> Result<(), Trouble> {
        self.ask(Kind::Probe, probe_users(guid)).await?;
        self.ask(Kind::Probe, probe_groups(guid)).await?;
        Ok(())
    }

    /// Looks for somebody, by each of these places in turn, and stops at the first hit.
    pub async fn find_user(&self, person: &Person, by: &[Place]) -> Result<Option<Hit>, Trouble> {
        let wanted = self.mapping.user(person);
        for place in by {
            let value = wanted.iter().find(|(known, _)| known == place);
            let Some(value) = value.and_then(|(_, value)| value.as_str()) else {
                continue;
            };
            let path = format!("/Users?{}", filter(&place.to_string(), value));
            let found = self.find(&path).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Looks for a group by its name, without its members.
    pub async fn find_group(&self, unit: &Unit) -> Result<Option<Hit>, Trouble> {
        self.find(&group_search(&unit.name)).await
    }

    /// Makes a user. The answer has an id.
    pub async fn create_user(&self, values: &Values) -> Result<Answer, Trouble> {
        self.create("/Users", &mapping::new_user(values)).await
    }

    /// Makes a group without members. The answer has an id.
    pub async fn create_group(&self, values: &Values) -> Result<Answer, Trouble> {
        self.create("/Groups", &mapping::new_group(values)).await
    }

    /// Reads a user, or a group without its members.
    pub async fn read(&self, path: &str) -> Result<Answer, Trouble> {
        let query = if path.starts_with("/Groups/") {
            "?excludedAttributes=members"
        } else {
            ""
        };
        let answer = self
            .ask(Kind::Read, Request::get(&format!("{path}{query}")))
            .await?;
        match answer.expect_object() {
            Ok(_) => Ok(answer),
            Err(stop) => Err(Trouble::escrow(Kind::Read, stop)),
        }
    }

    /// Writes these values, all in one PATCH; without any, nothing is sent.
    pub async fn update(&self, path: &str, changes: &[Change]) -> Result<Option<Answer>, Trouble> {
        if changes.is_empty() {
            return Ok(None);
        }
        let operations = patch::of_values(self.dialect, changes);
        let answer = self.patch(Kind::Update, path, &operations).await?;
        Ok(Some(answer))
    }

    /// Names somebody's manager.
    pub async fn set_manager(
        &self,
        path: &str,
        form: ManagerForm,
        manager: &str,
        is_new: bool,
    ) -> Result<Answer, Trouble> {
        let operations = patch::of_manager(self.dialect, form, manager, is_new);
        self.patch(Kind::Manager, path, &operations).await
    }

    /// Adds members to a group. Half of all requests have a `$ref` of null in each.
    pub async fn add_members(&self, path: &str, ids: &[String]) -> Result<Answer, Trouble> {
        let operations = patch::of_new_members(self.dialect, ids, has_ref(ids));
        self.patch(Kind::Members, path, &operations).await
    }

    /// Takes members out of a group.
    pub async fn remove_members(&self, path: &str, ids: &[String]) -> Result<Answer, Trouble> {
        let operations = patch::of_lost_members(self.dialect, ids, has_ref(ids));
        self.patch(Kind::Members, path, &operations).await
    }

    /// Removes a user or group for good. That it is gone already is as good.
    pub async fn delete(&self, path: &str) -> Result<Answer, Trouble> {
        self.ask(Kind::Delete, Request::new("DELETE", path)).await
    }

    async fn find(&self, path: &str) -> Result<Option<Hit>, Trouble> {
        let answer = self.ask(Kind::Match, Request::get(path)).await?;
        let unreadable = |stop| Trouble::escrow(Kind::Match, stop);
        let list = answer.list().map_err(unreadable)?;
        match list.resources.as_slice() {
            [] => Ok(None),
            [one] => {
                let resource = one.clone();
                Ok(Some(Hit { resource, answer }))
            }
            many => Err(unreadable(answer.fail(
                "at most one resource for a value that is unique",
                format!("{} of them", many.len()),
            ))),
        }
    }

    async fn create(&self, endpoint: &str, body: &Value) -> Result<Answer, Trouble> {
        let request = Request::with_body("POST", endpoint, body);
        let answer = self.ask(Kind::Create, request).await?;
        match answer.expect_id() {
            Ok(_) => Ok(answer),
            Err(stop) => Err(Trouble::escrow(Kind::Create, stop)),
        }
    }

    async fn patch(&self, kind: Kind, path: &str, operations: &Value) -> Result<Answer, Trouble> {
        let body = json!({"schemas": [PATCH], "Operations": operations});
        self.ask(kind, Request::with_body("PATCH", path, &body))
            .await
    }

    async fn ask(&self, kind: Kind, request: Request) -> Result<Answer, Trouble> {
        for _ in 0..PATIENCE {
            let outcome = self.line.send(kind, request.clone()).await;
            match reaction(kind, outcome.as_ref().ok()) {
                Reaction::Wait(time) => tokio::time::sleep(time).await,
                _ => return Trouble::check(kind, outcome),
            }
        }
        Trouble::check(kind, self.line.send(kind, request).await)
    }
}

/// The search for a user that nobody is.
pub fn probe_users(guid: &str) -> Request {
    Request::get(&format!("/Users?{}", filter("userName", guid)))
}

/// The search for a group that isn't there.
pub fn probe_groups(guid: &str) -> Request {
    Request::get(&group_search(guid))
}

/// The search for a group by its name, without its members.
pub fn group_search(name: &str) -> String {
    let filter = filter("displayName", name);
    format!("/Groups?excludedAttributes=members&{filter}")
}

/// Which half a request belongs to is fixed by whom it is about.
fn has_ref(ids: &[String]) -> bool {
    let bytes = ids.iter().flat_map(|id| id.bytes());
    bytes.fold(0, |sum: usize, byte| sum + usize::from(byte)) % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_encoded_as_a_form_is() {
        assert_eq!(
            filter("userName", "ann+1@x.example"),
            "filter=userName+eq+%22ann%2B1%40x.example%22"
        );
        assert_eq!(
            filter("emails[type eq \"work\"].value", "a\"b"),
            "filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22a%5C%22b%22"
        );
    }
}
