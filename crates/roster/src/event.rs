//! What happened to contacts and training groups. From one list of events a write's contact
//! versions, journal and notifications are made.

use scim::Id;
use serde::{Deserialize, Serialize};

use crate::contact::FieldChange;
use crate::status::Status;

/// One thing that happened, with everything that is needed to tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Somebody new is here.
    ContactJoined {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The e-mail address.
        address: Option<String>,
        /// The manager, as the source knows that person.
        manager: Option<String>,
    },
    /// A new SCIM user stands for a contact whose former user was deleted.
    ContactAttached {
        /// Who, with the new user.
        #[serde(flatten)]
        who: Who,
    },
    /// A leaver is back.
    ContactReturned {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The manager, as the source knows that person.
        manager: Option<String>,
    },
    /// Fields have other values, or an address became known.
    ContactChanged {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The fields, with their values before and after.
        fields: Vec<FieldChange>,
        /// Addresses that were not known before.
        new_addresses: Vec<String>,
    },
    /// The e-mail address is another one.
    AddressChanged {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The address before; null if there was none.
        old: Option<String>,
        /// The address after; null if there is none.
        new: Option<String>,
    },
    /// The manager is another one.
    ManagerChanged {
        /// Whose.
        #[serde(flatten)]
        who: Who,
        /// The manager before, as the source knows that person.
        old: Option<String>,
        /// The manager after.
        new: Option<String>,
    },
    /// Somebody was disabled or deleted in the directory.
    ContactLeft {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The manager, as the source knows that person.
        manager: Option<String>,
        /// Slugs of the groups at the time of leaving.
        groups: Vec<String>,
    },
    /// The SCIM user was deleted; the contact stays.
    ContactDetached {
        /// Who, with the user that was deleted.
        #[serde(flatten)]
        who: Who,
    },
    /// A contact is in other groups.
    GroupsChanged {
        /// Who.
        #[serde(flatten)]
        who: Who,
        /// The groups that it is in now and was not before.
        added: Vec<GroupRef>,
        /// The groups that it was in before and is not now.
        removed: Vec<GroupRef>,
    },
    /// A decision made another status of a contact.
    StatusChanged {
        /// Whose.
        #[serde(flatten)]
        who: Who,
        /// The status before.
        old: Status,
        /// The status after.
        new: Status,
    },
    /// A decision put a contact into other audiences.
    AudiencesChanged {
        /// Whose.
        #[serde(flatten)]
        who: Who,
        /// The names of new ones.
        added: Vec<String>,
        /// The names of those it is no longer in.
        removed: Vec<String>,
    },
    /// The brake holds what the directory says of a contact.
    ContactHeld {
        /// Who goes on training.
        #[serde(flatten)]
        who: Who,
    },
    /// The brake holds a contact no longer.
    ContactReleased {
        /// Who is held no longer.
        #[serde(flatten)]
        who: Who,
    },
    /// A training group is new.
    GroupCreated {
        /// Which one.
        group: GroupRef,
        /// Its name as the directory has it.
        display_name: String,
    },
    /// A training group has another name, and perhaps another slug.
    GroupRenamed {
        /// Which one, with the new slug.
        group: GroupRef,
        /// The slug before.
        old_slug: String,
        /// The name before.
        old_name: String,
        /// The name after.
        new_name: String,
    },
    /// A training group is no more. What became of its members is told before.
    GroupRemoved {
        /// Which one.
        group: GroupRef,
        /// Its last name.
        display_name: String,
    },
    /// Users or groups came into a group or went out of it.
    MembersChanged {
        /// Which group.
        group: GroupRef,
        /// SCIM ids of new members.
        added: Vec<Id>,
        /// SCIM ids of members that are no more.
        removed: Vec<Id>,
    },
}

/// A contact, as events name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Who {
    /// The contact's id.
    pub contact_id: String,
    /// The SCIM id of its user, by which reports and groups name the person; null if there is none.
    pub user_id: Option<String>,
}

/// A training group, as events name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupRef {
    /// The training group's id.
    pub id: String,
    /// The id of the SCIM group it stands for; null if there is none.
    pub group_id: Option<String>,
    /// Its slug.
    pub slug: String,
}

impl Event {
    /// The word for what happened.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ContactJoined { .. } => "contact_joined",
            Self::ContactAttached { .. } => "contact_attached",
            Self::ContactReturned { .. } => "contact_returned",
            Self::ContactChanged { .. } => "contact_changed",
            Self::AddressChanged { .. } => "address_changed",
            Self::ManagerChanged { .. } => "manager_changed",
            Self::ContactLeft { .. } => "contact_left",
            Self::ContactDetached { .. } => "contact_detached",
            Self::GroupsChanged { .. } => "groups_changed",
            Self::StatusChanged { .. } => "status_changed",
            Self::AudiencesChanged { .. } => "audiences_changed",
            Self::ContactHeld { .. } => "contact_held",
            Self::ContactReleased { .. } => "contact_released",
            Self::GroupCreated { .. } => "group_created",
            Self::GroupRenamed { .. } => "group_renamed",
            Self::GroupRemoved { .. } => "group_removed",
            Self::MembersChanged { .. } => "members_changed",
        }
    }

    /// The contact it happened to; none where it happened to a group.
    pub fn who(&self) -> Option<&Who> {
        match self {
            Self::ContactJoined { who, .. }
            | Self::ContactAttached { who }
            | Self::ContactReturned { who, .. }
            | Self::ContactChanged { who, .. }
            | Self::AddressChanged { who, .. }
            | Self::ManagerChanged { who, .. }
            | Self::ContactLeft { who, .. }
            | Self::ContactDetached { who }
            | Self::GroupsChanged { who, .. }
            | Self::StatusChanged { who, .. }
            | Self::AudiencesChanged { who, .. }
            | Self::ContactHeld { who }
            | Self::ContactReleased { who } => Some(who),
            Self::GroupCreated { .. }
            | Self::GroupRenamed { .. }
            | Self::GroupRemoved { .. }
            | Self::MembersChanged { .. } => None,
        }
    }
}
