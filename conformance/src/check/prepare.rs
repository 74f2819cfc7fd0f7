//! What a test needs before it can come to its point. Failures here are not the test's verdict:
//! they stop it as [blocked](Stop::Blocked).

use scim::ResourceType;
use serde_json::{Value, json};

use super::answer::Answer;
use super::session::Session;
use super::stop::Stop;
use crate::values;

/// The URN of PATCH messages (RFC 7644 §3.5.2).
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

impl Session {
    /// The resource type of that name.
    ///
    /// # Errors
    /// [`Stop::NotClaimed`] if the server has none.
    pub fn resource_type(&self, name: &str) -> Result<ResourceType, Stop> {
        let found = self.target().resource_type(name).cloned();
        found.ok_or_else(|| Stop::NotClaimed(format!("/ResourceTypes has no {name}")))
    }

    /// Makes a resource of the type with everything in it that a client may write, and gives the
    /// answer, which has an id.
    pub async fn given_full(&self, kind: &ResourceType) -> Result<Answer, Stop> {
        let body = self.full(kind).await?;
        self.given(kind, &body).await
    }

    /// Makes the smallest resource of the type, and gives the answer, which has an id.
    pub async fn given_minimal(&self, kind: &ResourceType) -> Result<Answer, Stop> {
        let body = self.minimal(kind).await?;
        self.given(kind, &body).await
    }

    /// The smallest resource of the type as [`values::minimal`] makes it, with what it must refer to.
    pub async fn minimal(&self, kind: &ResourceType) -> Result<Value, Stop> {
        self.referring(kind, values::minimal(self, kind)).await
    }

    /// The resource that [`values::full`] makes, with what it must refer to.
    pub async fn full(&self, kind: &ResourceType) -> Result<Value, Stop> {
        self.numbered(kind, 0).await
    }

    /// The resource that [`values::numbered`] makes, with what it must refer to.
    pub async fn numbered(&self, kind: &ResourceType, nth: usize) -> Result<Value, Stop> {
        self.referring(kind, values::numbered(self, kind, nth))
            .await
    }

    async fn referring(&self, kind: &ResourceType, mut body: Value) -> Result<Value, Stop> {
        for place in values::referring(self, kind) {
            if place.attribute.required
                && let Some(value) = self.given_value(kind, &place, 0).await?
            {
                values::put(&mut body, &place, value);
            }
        }
        Ok(body)
    }

    /// Makes this resource, and gives the answer, which has an id.
    pub async fn given(&self, kind: &ResourceType, body: &Value) -> Result<Answer, Stop> {
        let answer = self
            .post(&kind.endpoint, body)
            .await
            .map_err(Stop::blocked)?;
        answer.expect_success().map_err(Stop::blocked)?;
        answer.expect_id().map_err(Stop::blocked)?;
        Ok(answer)
    }

    /// Sends a PATCH with these operations to a resource.
    pub async fn patch_with(&self, path: &str, operations: Value) -> Result<Answer, Stop> {
        let body = json!({"schemas": [PATCH], "Operations": operations});
        self.patch(path, &body).await
    }

    /// Reads a resource that must be there.
    pub async fn read(&self, path: &str) -> Result<Answer, Stop> {
        let answer = self.get(path).await?;
        answer.expect_status(&[200])?;
        answer.expect_object()?;
        Ok(answer)
    }
}

/// Where the resource in an answer lives, behind the base URL.
impl Answer {
    /// The path of the resource in the body, which is of this type.
    ///
    /// # Errors
    /// The body has no id.
    pub fn path(&self, kind: &ResourceType) -> Result<String, Stop> {
        Ok(format!("{}/{}", kind.endpoint, self.expect_id()?))
    }
}
