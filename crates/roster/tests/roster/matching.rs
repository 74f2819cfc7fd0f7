//! Which contact a person is.

use rollcall_roster::contact::Field;
use rollcall_roster::observation::Key;
use rollcall_roster::{ContactState, Source, matching};

use crate::support::{at, contact, fields};

type Text = Option<&'static str>;
type Row = (&'static str, Text, Text, &'static str, Source, i64);

/// Contacts by id, user, externalId, userName, source and time of the last update.
const CONTACTS: &[Row] = &[
    ("c1", None, Some("a"), "first", Source::Scim, 10),
    ("c2", None, Some("a"), "second", Source::Scim, 30),
    ("c3", None, Some("a"), "third", Source::Scim, 20),
    ("c4", None, None, "fourth", Source::Scim, 10),
    ("c5", None, Some("csv"), "fifth", Source::Csv, 10),
    ("c6", Some("u6"), Some("six"), "sixth", Source::Scim, 99),
    ("c7", None, Some("same"), "same", Source::Scim, 40),
    ("c8", None, Some("same"), "same", Source::Scim, 40),
    ("c9", None, Some("b"), "Straße", Source::Scim, 40),
];

fn contacts() -> Vec<ContactState> {
    let all = CONTACTS.iter();
    all.map(|(id, user_id, external_id, user_name, source, updated)| {
        let mut fields = fields(&[
            (Field::UserName, *user_name),
            (Field::Email, "shared@contoso.example"),
        ]);
        fields.set(Field::ExternalId, external_id.map(str::to_owned));
        ContactState {
            id: (*id).to_owned(),
            user_id: user_id.map(str::to_owned),
            source: *source,
            fields,
            updated_at: at(*updated),
            ..contact()
        }
    })
    .collect()
}

#[test]
fn a_person_is_known_by_user_then_by_external_id_then_by_user_name() {
    for (user_id, external_id, user_name, expected) in [
        // A leaver: the externalId goes before the userName, the latest of several wins.
        ("u9", Some("a"), "fourth", Some("c2")),
        ("u9", Some("A"), "nobody", None),
        ("u9", Some("x"), "FIRST", Some("c1")),
        ("u9", None, "Fourth", Some("c4")),
        ("u9", None, "strasse", Some("c9")),
        ("u9", None, "nobody", None),
        // Of two that left at one time, the one with the greatest id.
        ("u9", Some("same"), "nobody", Some("c8")),
        // One that did not come by SCIM is nobody's.
        ("u9", Some("csv"), "fifth", None),
        // One that a live user holds is that user's only.
        ("u9", Some("six"), "sixth", None),
        ("u6", Some("a"), "first", Some("c6")),
        // Nobody is matched by e-mail.
        ("u9", None, "shared@contoso.example", None),
    ] {
        let key = Key {
            user_id: Some(user_id.to_owned()),
            external_id: external_id.map(str::to_owned),
            user_name: Some(user_name.to_owned()),
        };
        let mut candidates = contacts();
        for order in ["forwards", "backwards"] {
            let found = matching::find(&key, &candidates).map(|contact| contact.id.as_str());
            assert_eq!(found, expected, "{key:?} {order}");
            candidates.reverse();
        }
    }
}

#[test]
fn a_key_without_anything_is_nobody() {
    let nameless = ContactState {
        user_id: None,
        fields: fields(&[]),
        ..contact()
    };
    let candidates = [contacts(), vec![nameless]].concat();
    assert_eq!(matching::find(&Key::default(), &candidates), None);
}
