//! Bringing one person over.

use serde_json::Value;

use super::link::Link;
use crate::suites::entra::service::client::Service;
use crate::suites::entra::service::diff;
use crate::suites::entra::service::directory::{Person, Standing};
use crate::suites::entra::service::failure::Trouble;
use crate::suites::entra::service::mapping::{MANAGER, Mapping};
use crate::suites::entra::service::patch::ManagerForm;
use crate::suites::entra::service::place::Place;

/// What the job knows of somebody.
#[derive(Clone, Debug, Default)]
pub struct KnownPerson {
    /// The user on the server.
    pub link: Link,
    /// The person as last brought over.
    pub synced: Option<Person>,
    /// The server's id of the manager, as it was told.
    pub manager: Option<String>,
    /// Whether a request that names the manager was never answered.
    pub is_manager_open: bool,
    /// What the server changed without being asked, in sentences.
    pub drift: Vec<String>,
}

impl KnownPerson {
    /// The path of the user, if there is one.
    pub fn path(&self) -> Option<String> {
        self.link.id.as_ref().map(|id| format!("/Users/{id}"))
    }

    /// Whether the server must be told something.
    pub fn differs(&self, person: &Person) -> bool {
        self.synced.as_ref() != Some(person)
    }

    /// Makes the user what the person is, but for the manager.
    pub(super) async fn bring(
        &mut self,
        service: &Service<'_>,
        person: &Person,
    ) -> Result<(), Trouble> {
        match (self.path(), person.standing) {
            (Some(path), Standing::Deleted) => self.remove(service, &path).await?,
            (Some(path), _) => self.refresh(service, person, &path).await?,
            (None, Standing::Enabled) => self.connect(service, person).await?,
            // Whoever was disabled before the first cycle is never sent.
            (None, _) => {}
        }
        self.synced = Some(person.clone());
        self.link.settled();
        Ok(())
    }

    /// Names the manager, whom the server knows by that id.
    pub(super) async fn refer(
        &mut self,
        service: &Service<'_>,
        manager: &str,
    ) -> Result<(), Trouble> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        let is_new = self.manager.is_none();
        let form = ManagerForm::Text;
        let sent = service.set_manager(&path, form, manager, is_new).await;
        match sent {
            Ok(_) => {
                self.manager = Some(manager.to_owned());
                self.is_manager_open = false;
                Ok(())
            }
            Err(trouble) => {
                self.is_manager_open |= trouble.is_open();
                Err(trouble)
            }
        }
    }

    async fn remove(&mut self, service: &Service<'_>, path: &str) -> Result<(), Trouble> {
        service.delete(path).await?;
        self.link = Link {
            lost: self.link.lost.clone(),
            ..Link::default()
        };
        self.manager = None;
        Ok(())
    }

    async fn connect(&mut self, service: &Service<'_>, person: &Person) -> Result<(), Trouble> {
        self.manager = None;
        let by = [Place::Attribute("userName")];
        if let Some(hit) = service.find_user(person, &by).await? {
            self.look(service.mapping(), hit.id(), &hit.resource);
            return self.write(service, person, &hit.resource).await;
        }
        let values = service.mapping().user(person);
        let answer = service.create_user(&values).await?;
        let id = answer.body().get("id").and_then(Value::as_str);
        self.link.made(id.unwrap_or_default(), &values);
        Ok(())
    }

    async fn refresh(
        &mut self,
        service: &Service<'_>,
        person: &Person,
        path: &str,
    ) -> Result<(), Trouble> {
        let answer = service.read(path).await?;
        let user = answer.body();
        if self.link.is_open {
            let id = self.link.id.clone().unwrap_or_default();
            self.look(service.mapping(), &id, user);
        } else {
            self.notice(user);
        }
        self.write(service, person, user).await
    }

    async fn write(
        &mut self,
        service: &Service<'_>,
        person: &Person,
        user: &Value,
    ) -> Result<(), Trouble> {
        let Some(path) = self.path() else {
            return Ok(());
        };
        let changes = diff::changes(user, &service.mapping().user(person));
        service.update(&path, &changes).await?;
        self.link.taken(&changes);
        Ok(())
    }

    fn look(&mut self, mapping: &Mapping, id: &str, user: &Value) {
        self.link.shown(id, user, mapping.places());
        self.manager = manager(user).map(str::to_owned);
    }

    fn notice(&mut self, user: &Value) {
        let name = self.synced.as_ref().map(|it| it.user_name.clone());
        let name = name.unwrap_or_default();
        for (place, value) in &self.link.held {
            let found = place.read(user);
            if !found.is_some_and(|found| place.same(found, value)) {
                let found = found.map_or("nothing".to_owned(), Value::to_string);
                self.drift.push(format!(
                    "user {name}: {place} became {found} by itself, it was {value}"
                ));
            }
        }
    }
}

/// The id of a user's manager, as it must be given: in an object.
pub fn manager(user: &Value) -> Option<&str> {
    let id = MANAGER.read(user)?.get("value")?.as_str()?;
    (!id.is_empty()).then_some(id)
}
