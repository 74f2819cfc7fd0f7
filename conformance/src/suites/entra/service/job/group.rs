//! Bringing one group over.

use std::collections::BTreeSet;

use serde_json::Value;

use super::link::Link;
use crate::suites::entra::service::client::Service;
use crate::suites::entra::service::diff;
use crate::suites::entra::service::directory::Unit;
use crate::suites::entra::service::failure::Trouble;
use crate::suites::entra::service::mapping;

/// The most members that one request adds or removes.
const AT_ONCE: usize = 500;

/// What the job knows of a group.
#[derive(Clone, Debug, Default)]
pub struct KnownGroup {
    /// The group on the server.
    pub link: Link,
    /// Its name as last brought over.
    pub synced: Option<String>,
    /// The server's ids of its members, as it was told.
    pub members: BTreeSet<String>,
    /// Whether a request about them was never answered.
    pub are_members_open: bool,
}

impl KnownGroup {
    /// The path of the group, if there is one.
    pub fn path(&self) -> Option<String> {
        self.link.id.as_ref().map(|id| format!("/Groups/{id}"))
    }

    /// Whether the server must be told something beside the members.
    pub fn differs(&self, unit: &Unit) -> bool {
        self.synced.as_ref() != Some(&unit.name)
    }

    /// Makes the group what the directory has, but for the members.
    pub(super) async fn bring(
        &mut self,
        service: &Service<'_>,
        unit: &Unit,
    ) -> Result<(), Trouble> {
        match self.path() {
            Some(path) => self.refresh(service, unit, &path).await?,
            None => self.connect(service, unit).await?,
        }
        self.synced = Some(unit.name.clone());
        self.link.settled();
        Ok(())
    }

    /// Makes these the members.
    pub(super) async fn fill(
        &mut self,
        service: &Service<'_>,
        wanted: &BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let outcome = self.send_members(service, wanted).await;
        match &outcome {
            Ok(()) => {
                self.are_members_open = false;
                self.link.escrow = None;
            }
            Err(trouble) => self.are_members_open |= trouble.is_open(),
        }
        outcome
    }

    async fn send_members(
        &mut self,
        service: &Service<'_>,
        wanted: &BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        let new: Vec<String> = wanted.difference(&self.members).cloned().collect();
        for ids in new.chunks(AT_ONCE) {
            service.add_members(&path, ids).await?;
            self.members.extend(ids.iter().cloned());
        }
        let old: Vec<String> = self.members.difference(wanted).cloned().collect();
        for ids in old.chunks(AT_ONCE) {
            service.remove_members(&path, ids).await?;
            self.members.retain(|id| !ids.contains(id));
        }
        Ok(())
    }

    async fn connect(&mut self, service: &Service<'_>, unit: &Unit) -> Result<(), Trouble> {
        self.members.clear();
        let values = mapping::group(unit);
        if let Some(hit) = service.find_group(unit).await? {
            let places = values.iter().map(|(place, _)| *place);
            self.link.shown(hit.id(), &hit.resource, places);
            return self.write(service, unit, &hit.resource).await;
        }
        let answer = service.create_group(&values).await?;
        let id = answer.body().get("id").and_then(Value::as_str);
        self.link.made(id.unwrap_or_default(), &values);
        Ok(())
    }

    async fn refresh(
        &mut self,
        service: &Service<'_>,
        unit: &Unit,
        path: &str,
    ) -> Result<(), Trouble> {
        let answer = service.read(path).await?;
        self.write(service, unit, answer.body()).await
    }

    async fn write(
        &mut self,
        service: &Service<'_>,
        unit: &Unit,
        group: &Value,
    ) -> Result<(), Trouble> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        let wanted = mapping::group(unit);
        let changes = diff::changes(group, &wanted);
        service.update(&path, &changes).await?;
        self.link.held.extend(wanted);
        Ok(())
    }
}
