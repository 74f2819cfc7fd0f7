//! What people and things in the synthetic directory are called.

pub(super) const GIVEN: [&str; 24] = [
    "Ada", "Ben", "Chloé", "Dylan", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Keiko",
    "Liam", "Mia", "Noor", "Oskar", "Priya", "Quinn", "Rosa", "Søren", "Tara", "Umar", "Vera",
    "Wei", "Zoë",
];

pub(super) const FAMILY: [&str; 24] = [
    "Adler",
    "Brandt",
    "Castro",
    "Dvořák",
    "Eriksen",
    "Fischer",
    "García",
    "Haddad",
    "Ito",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Meyer",
    "Novak",
    "O'Brien",
    "Petrov",
    "Quist",
    "Rossi",
    "Sato",
    "Tanaka",
    "Usman",
    "Vogel",
    "Wagner",
    "Zhang",
];

pub(super) const TITLES: [&str; 8] = [
    "Accountant",
    "Analyst",
    "Engineer",
    "Manager",
    "Nurse",
    "Recruiter",
    "Store Lead",
    "Technician",
];

pub(super) const DEPARTMENTS: [&str; 8] = [
    "Facilities",
    "Finance",
    "Logistics",
    "People & Culture",
    "Research",
    "Retail",
    "Risk",
    "Sales",
];

/// Office, street, city, state, postal code, country and language.
pub(super) const PLACES: [[&str; 7]; 5] = [
    [
        "Level 4",
        "12 Harbour St",
        "Perth",
        "WA",
        "6000",
        "AU",
        "en-AU",
    ],
    [
        "Haus 2",
        "Lindenweg 9",
        "Leipzig",
        "Sachsen",
        "04103",
        "DE",
        "de-DE",
    ],
    [
        "3e étage",
        "8 rue du Pont",
        "Lyon",
        "ARA",
        "69002",
        "FR",
        "fr-FR",
    ],
    [
        "Piętro 1",
        "ul. Długa 5",
        "Gdańsk",
        "Pomorskie",
        "80-827",
        "PL",
        "pl-PL",
    ],
    [
        "Suite 210",
        "77 Oak Ave",
        "Portland",
        "OR",
        "97205",
        "US",
        "en-US",
    ],
];
