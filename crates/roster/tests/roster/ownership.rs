//! Which source a field is taken from.

use rollcall_roster::Source;
use rollcall_roster::contact::{Field, Fields};
use rollcall_roster::ownership::{Origin, merge, values};

use crate::support::fields;

fn title(value: &str) -> Fields {
    fields(&[(Field::Title, value)])
}

#[test]
fn a_field_comes_from_the_first_source_that_has_it() {
    let said = [
        (Source::Manual, title("manual")),
        (Source::Csv, title("csv")),
        (Source::Graph, title("graph")),
        (Source::Scim, title("scim")),
    ];
    let order = [
        ("pin", Origin::Pin),
        ("scim", Origin::Source(Source::Scim)),
        ("graph", Origin::Source(Source::Graph)),
        ("csv", Origin::Source(Source::Csv)),
        ("manual", Origin::Source(Source::Manual)),
    ];
    // Each time the best one says nothing of the title any longer.
    for (silent, (value, origin)) in order.into_iter().enumerate() {
        let pins = if silent == 0 {
            title("pin")
        } else {
            Fields::default()
        };
        let observed: Vec<(Source, &Fields)> = said
            .iter()
            .filter(|(source, _)| {
                !order[..silent].contains(&(source.as_str(), Origin::Source(*source)))
            })
            .map(|(source, fields)| (*source, fields))
            .collect();
        let merged = merge(&pins, &observed);
        assert_eq!(merged[&Field::Title].value, value);
        assert_eq!(merged[&Field::Title].origin, origin);
    }
}

#[test]
fn what_one_source_does_not_say_comes_from_the_next() {
    let scim = fields(&[(Field::Email, "ann@x"), (Field::Title, "Analyst")]);
    let csv = fields(&[(Field::Email, "old@x"), (Field::Telephone, "1")]);
    let other_csv = fields(&[(Field::Telephone, "2"), (Field::Custom("size".into()), "L")]);
    let pins = fields(&[(Field::Title, "Head")]);
    let merged = merge(
        &pins,
        &[
            (Source::Csv, &csv),
            (Source::Scim, &scim),
            (Source::Csv, &other_csv),
        ],
    );
    let expected = fields(&[
        (Field::Email, "ann@x"),
        (Field::Title, "Head"),
        (Field::Telephone, "1"),
        (Field::Custom("size".into()), "L"),
    ]);
    assert_eq!(values(&merged), expected);
    assert_eq!(merged[&Field::Email].origin, Origin::Source(Source::Scim));
    assert_eq!(
        merged[&Field::Telephone].origin,
        Origin::Source(Source::Csv)
    );
}

#[test]
fn scim_alone_is_taken_as_it_is() {
    let scim = fields(&[(Field::Email, "ann@x"), (Field::Title, "Analyst")]);
    assert_eq!(
        values(&merge(&Fields::default(), &[(Source::Scim, &scim)])),
        scim
    );
    assert_eq!(values(&merge(&Fields::default(), &[])), Fields::default());
}
