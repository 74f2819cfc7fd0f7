//! Random contacts in groups within groups.

use proptest::collection::vec;
use proptest::prelude::*;
use roster::contact::{ContactGroup, Field, Fields, Manager, Related, Standing, resource};
use roster::group::{GroupState, Nesting};
use roster::{ContactState, ExternalState, Source};
use scim::filter::Expr;
use serde_json::json;
use storage::{contacts, training_groups};

use crate::agreement::{maybe, text};
use crate::nesting::nest;
use crate::support::{Store, at, stored, user, users};

/// How many contacts there are.
pub(super) const COUNT: usize = 40;

/// Training groups with their groups, names and slugs, and every how many contacts one is in it.
const GROUPS: [(&str, &str, &str, &str, usize); 5] = [
    ("t0", "g0", "g0", "g0", 3),
    ("t1", "g1", "g1", "g1", 5),
    ("t2", "g2", "aB", "ab", 7),
    ("t3", "g3", "Ażß", "azss", COUNT),
    ("t4", "g4", "A b", "a-b", 11),
];

/// Groups within groups: a circle of three, and a group around another.
const NESTED: [(&str, &str); 4] = [("g2", "g0"), ("g3", "g2"), ("g0", "g3"), ("g4", "g1")];

/// Contacts, by id.
#[derive(Debug)]
pub(super) struct People(Vec<ContactState>);

/// Random contacts. Some stand for users, of whom some are disabled; the others have left.
pub(super) fn people() -> impl Strategy<Value = People> {
    vec(
        (fields(), vec(address(), 0..3), 0..6_u8, any::<bool>()),
        COUNT,
    )
    .prop_map(|people| {
        let contacts = (0..).zip(people);
        People(
            contacts
                .map(
                    |(number, (fields, addresses, standing, is_scim))| ContactState {
                        id: format!("c{number:03}"),
                        user_id: (standing > 0).then(|| format!("u{number:03}")),
                        source: if is_scim {
                            Source::Scim
                        } else {
                            Source::Manual
                        },
                        fields,
                        addresses,
                        external_state: state(standing),
                        standing: Standing::default(),
                        groups_at_leave: (standing < 2).then(Vec::new),
                        synced_at: None,
                        created_at: at(number),
                        updated_at: at(number),
                        disabled_at: (standing < 2).then(|| at(number)),
                    },
                )
                .collect(),
        )
    })
}

fn state(standing: u8) -> ExternalState {
    if standing < 2 {
        ExternalState::Disabled
    } else {
        ExternalState::Active
    }
}

fn fields() -> impl Strategy<Value = Fields> {
    let custom = ["cost_type", "shoeSize"].map(|name| Field::Custom(name.to_owned()));
    let all = Field::ALL.iter().cloned().chain(custom);
    all.fold(Just(Fields::default()).boxed(), |fields, field| {
        let value = maybe(value(&field));
        (fields, value)
            .prop_map(move |(mut fields, value)| {
                fields.set(field.clone(), value);
                fields
            })
            .boxed()
    })
}

fn value(field: &Field) -> BoxedStrategy<String> {
    let some = |texts: &'static [&'static str]| {
        prop::sample::select(texts).prop_map(str::to_owned).boxed()
    };
    match field {
        Field::HireDate | Field::LeaveDate => some(&[
            "2026-02-01",
            "2026-02-01T05:00:00+02:00",
            "2026-03-01",
            "soon",
        ]),
        // One of the first contacts, perhaps oneself, or somebody who is not here.
        Field::Manager => some(&["u000", "u001", "u002", "u003", "u004", "nobody"]),
        _ => text().boxed(),
    }
}

fn address() -> impl Strategy<Value = String> {
    (text(), maybe(text())).prop_map(|(name, domain)| match domain {
        Some(domain) => format!("{name}@{domain}"),
        None => name,
    })
}

impl People {
    /// The ids of those whom a filter selects.
    pub(super) fn matching(&self, filter: &Expr<'_>) -> Vec<String> {
        let nesting = self.nesting();
        let seen = |it: &&ContactState| {
            let seen = resource(it, &self.around(&nesting, it));
            filter.matches(seen.attributes())
        };
        self.0.iter().filter(seen).map(|it| it.id.clone()).collect()
    }

    /// Who is directly in what.
    fn nesting(&self) -> Nesting {
        let members = GROUPS.iter().flat_map(|&(_, group, _, _, step)| {
            let members = self.members(step).into_iter();
            members.map(move |member| (member, group))
        });
        let nested = NESTED.map(|(outer, inner)| (inner.to_owned(), outer));
        Nesting::of(members.chain(nested))
    }

    /// Every so manieth contact's user, where it has one.
    fn members(&self, step: usize) -> Vec<String> {
        let members = self.0.iter().step_by(step);
        members.filter_map(|it| it.user_id.clone()).collect()
    }

    fn around(&self, nesting: &Nesting, contact: &ContactState) -> Related {
        let of_user = |user: &str| self.0.iter().find(|it| it.user_id.as_deref() == Some(user));
        let user = contact.user_id.as_deref();
        let is_report = |it: &&ContactState| user.is_some() && it.get(&Field::Manager) == user;
        let manager = contact.get(&Field::Manager).and_then(of_user);
        let text = |contact: &ContactState, field| contact.get(&field).map(str::to_owned);
        Related {
            manager: manager.map(|manager| Manager {
                contact_id: manager.id.clone(),
                email: text(manager, Field::Email),
                display_name: text(manager, Field::DisplayName),
            }),
            is_manager: self.0.iter().any(|it| is_report(&it)),
            groups: user.map_or_else(Vec::new, |user| groups_of(nesting, user)),
        }
    }

    /// Adds them with their users and groups.
    pub(super) async fn add_to(&self, store: &Store) {
        let of_users: Vec<_> = self.members(1).iter().map(|id| user(id)).collect();
        store.add(store.users(), &of_users).await;
        let groups = GROUPS.map(|(_, id, name, _, _)| stored(id, json!({"displayName": name})));
        store.add(store.groups(), &groups).await;
        for (_, group, _, _, step) in GROUPS {
            store.join(group, &users(&self.members(step))).await;
        }
        for (outer, inner) in NESTED {
            nest(store, outer, inner).await;
        }
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for group in GROUPS.map(training_group) {
            let slug = training_groups::insert(conn, tenant, &group).await;
            assert_eq!(slug.unwrap(), group.slug);
        }
        for contact in &self.0 {
            contacts::insert(conn, tenant, contact).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

fn groups_of(nesting: &Nesting, user: &str) -> Vec<ContactGroup> {
    let groups = nesting.groups_of(user).into_iter();
    groups
        .map(|(group, kind)| {
            let (id, _, name, slug, _) = GROUPS.iter().find(|it| it.1 == group).unwrap();
            ContactGroup {
                id: (*id).to_owned(),
                slug: (*slug).to_owned(),
                display_name: (*name).to_owned(),
                kind,
            }
        })
        .collect()
}

fn training_group((id, group, name, slug, _): (&str, &str, &str, &str, usize)) -> GroupState {
    GroupState {
        id: id.to_owned(),
        group_id: Some(group.to_owned()),
        slug: slug.to_owned(),
        display_name: name.to_owned(),
        external_id: None,
        source: Source::Scim,
        created_at: at(0),
        updated_at: at(0),
    }
}
