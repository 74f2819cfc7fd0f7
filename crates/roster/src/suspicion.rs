//! Signs that an account belongs to no person. Fields of a directory cannot tell it for certain, so this
//! is a suspicion, to be looked at by somebody, and never acted on by itself.

use scim::text::fold;

use crate::contact::{ContactState, Field};
use crate::word::words;

/// A sign that an account belongs to no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sign {
    /// The name or the address is that of a room, a role or a service.
    NamedLikeNoPerson,
    /// The title says so.
    TitledLikeNoPerson,
    /// There is no address, or only one that the provider of the directory made.
    NoAddressOfItsOwn,
    /// There is no family name.
    NoFamilyName,
    /// There is neither a manager nor a department.
    NoPlaceInTheOrganisation,
    /// The directory has it as a guest from elsewhere.
    Guest,
}

words!(Sign {
    NamedLikeNoPerson => "named_like_no_person",
    TitledLikeNoPerson => "titled_like_no_person",
    NoAddressOfItsOwn => "no_address_of_its_own",
    NoFamilyName => "no_family_name",
    NoPlaceInTheOrganisation => "no_place_in_the_organisation",
    Guest => "guest",
});

/// What stands as a word of its own in names of rooms, roles and services.
const WORDS: [&str; 44] = [
    "accounts",
    "admin",
    "administrator",
    "alerts",
    "api",
    "backup",
    "boardroom",
    "bookings",
    "bot",
    "calendar",
    "careers",
    "conference",
    "daemon",
    "donotreply",
    "enquiries",
    "equipment",
    "fax",
    "helpdesk",
    "info",
    "intune",
    "jobs",
    "kiosk",
    "mailbox",
    "mailer",
    "marketing",
    "meeting",
    "monitor",
    "noreply",
    "office",
    "postmaster",
    "printer",
    "projector",
    "reception",
    "room",
    "sales",
    "scan",
    "scanner",
    "service",
    "shared",
    "support",
    "svc",
    "sync",
    "system",
    "test",
];

/// What a title contains that is no person's.
const TITLES: [&str; 6] = [
    "shared mailbox",
    "service account",
    "meeting room",
    "system account",
    "resource mailbox",
    "equipment",
];

/// What addresses end in that the provider of the directory made.
const PROVIDED: &str = ".onmicrosoft.com";

/// What stands between the words of names and addresses.
const SEPARATORS: [char; 7] = [' ', '.', '-', '_', '@', '+', '/'];

/// The signs that a contact shows, the strongest first.
pub fn signs(contact: &ContactState) -> Vec<Sign> {
    let is_missing = |field| contact.get(&field).is_none();
    let all = [
        (Sign::NamedLikeNoPerson, is_named_like_none(contact)),
        (Sign::TitledLikeNoPerson, is_titled_like_none(contact)),
        (Sign::NoAddressOfItsOwn, !has_address(contact)),
        (Sign::NoFamilyName, is_missing(Field::LastName)),
        (
            Sign::NoPlaceInTheOrganisation,
            is_missing(Field::Manager) && is_missing(Field::Department),
        ),
        (Sign::Guest, is_guest(contact)),
    ];
    let shown = all.into_iter().filter(|(_, shows)| *shows);
    shown.map(|(sign, _)| sign).collect()
}

/// Whether signs are enough for a suspicion: one that speaks for itself, or two weaker ones. A person
/// without a manager is none.
pub fn is_suspect(signs: &[Sign]) -> bool {
    let speaks_for_itself = |sign: &Sign| {
        matches!(
            sign,
            Sign::NamedLikeNoPerson | Sign::TitledLikeNoPerson | Sign::NoAddressOfItsOwn
        )
    };
    signs.iter().any(speaks_for_itself) || signs.len() >= 2
}

fn is_named_like_none(contact: &ContactState) -> bool {
    let email = contact.get(&Field::Email);
    let local = email.and_then(|email| email.split('@').next());
    let user_name = contact.get(&Field::UserName);
    let names = [
        contact.get(&Field::DisplayName),
        local,
        user_name.and_then(|it| it.split('@').next()),
    ];
    let names: Vec<String> = names
        .into_iter()
        .flatten()
        .map(|it| fold(it).into_owned())
        .collect();
    let mut words = names.iter().flat_map(|name| name.split(SEPARATORS));
    words.any(|word| WORDS.binary_search(&word).is_ok())
}

fn is_titled_like_none(contact: &ContactState) -> bool {
    let title = contact.get(&Field::Title).map(fold);
    title.is_some_and(|title| TITLES.iter().any(|known| title.contains(known)))
}

fn has_address(contact: &ContactState) -> bool {
    let email = contact.get(&Field::Email).map(fold);
    email.is_some_and(|email| !email.ends_with(PROVIDED))
}

fn is_guest(contact: &ContactState) -> bool {
    contact
        .get(&Field::UserType)
        .is_some_and(|kind| fold(kind) == "guest")
}
