//! What is refused, and lists of exceptions.

use rollcall_directory::exceptions::{self, Imported, Mode, Row};
use rollcall_directory::{AdminError, Missing, Refusal, rosters};
use roster::Preview;
use roster::exception::{Draft, Flaw, Kind};
use roster::preview::PreviewKind;
use serde_json::{Value, json};

use super::{add, day, draft, end, listed, pin, status, try_add};
use crate::world::World;

fn flaw<T>(outcome: Result<T, AdminError>) -> Flaw {
    match outcome {
        Err(AdminError::Refused(Refusal::Exception(flaw))) => flaw,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("nothing is wrong"),
    }
}

fn missing<T>(outcome: Result<T, AdminError>) -> Missing {
    match outcome {
        Err(AdminError::Missing(missing)) => missing,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("nothing is missing"),
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    for world in World::both().await {
        world.user("ann").await;
        let ended = add(&world, "ann", Kind::Leave).await;
        end(&world, &ended).await;
        let made = add(&world, "ann", Kind::Exclude).await;
        world.pass(60);
        let before = (world.contact().await, listed(&world, false).await);

        let twice = flaw(try_add(&world, "ann", draft(Kind::Exclude)).await);
        assert!(matches!(twice, Flaw::Overlaps { id, .. } if id == made.exception.id));
        let backwards = Draft {
            from: day(&world, 2),
            until: day(&world, 1),
            ..draft(Kind::Leave)
        };
        let backwards = flaw(try_add(&world, "ann", backwards).await);
        assert!(matches!(backwards, Flaw::EndsFirst { .. }), "{backwards:?}");
        let (directory, slug) = (&world.directory, world.slug());
        let again = exceptions::end(directory, slug, &ended.exception.id, Mode::Do).await;
        assert!(matches!(flaw(again), Flaw::Over { .. }));
        let nobody = missing(try_add(&world, "an", draft(Kind::Leave)).await);
        assert!(matches!(nobody, Missing::Contact { who, .. } if who == "an"));
        let nothing = exceptions::end(directory, slug, "nothing", Mode::Do).await;
        assert!(matches!(missing(nothing), Missing::Exception { .. }));

        assert_eq!((world.contact().await, listed(&world, false).await), before);
    }
}

#[tokio::test]
async fn a_list_tells_of_whom_and_where_in_its_time_each_exception_is() {
    for world in World::both().await {
        let body = json!({"userName": "ann@x.example"});
        world.create("User", body).await.unwrap();
        let ahead = Draft {
            from: day(&world, 1),
            ..draft(Kind::Leave)
        };
        let reviewed = Draft {
            review: day(&world, 1),
            ..draft(pin("title", "Head"))
        };
        let over = add(&world, "ann@x.example", Kind::Exclude).await;
        end(&world, &over).await;
        try_add(&world, "ann@x.example", ahead).await.unwrap();
        try_add(&world, "ann@x.example", reviewed).await.unwrap();
        let told = |all: Vec<Value>| {
            let told = all
                .iter()
                .map(|it| json!([it["email"], it["kind"], it["state"], it["due"]]));
            told.collect::<Vec<_>>()
        };
        let ann = "ann@x.example";
        let expected = [
            json!([ann, "exclude", "over", false]),
            json!([ann, "leave", "ahead", false]),
            json!([ann, "pin", "holding", false]),
        ];
        assert_eq!(told(listed(&world, false).await), expected);
        assert_eq!(listed(&world, true).await, Vec::<Value>::new());
        world.pass(86_400);
        let due = json!([ann, "pin", "holding", true]);
        assert_eq!(told(listed(&world, true).await), [due]);
        let elsewhere = world.neighbour("adatum").await;
        assert_eq!(listed(&elsewhere, false).await, Vec::<Value>::new());
    }
}

fn row(line: u64, who: &str, draft: Draft) -> Row {
    Row {
        line,
        who: who.to_owned(),
        draft,
    }
}

/// Two people with an exception each, one with two of which one is refused, and nobody.
fn rows() -> Vec<Row> {
    vec![
        row(2, "ann", draft(Kind::Leave)),
        row(3, "nobody", draft(Kind::Leave)),
        row(4, "bob", draft(Kind::Exclude)),
        row(5, "ann", draft(Kind::Leave)),
        row(6, "ann", draft(pin("title", "Head"))),
    ]
}

async fn import(world: &World, rows: Vec<Row>, mode: Mode) -> Imported {
    let imported = exceptions::import(&world.directory, world.slug(), rows, mode).await;
    imported.unwrap()
}

fn told(imported: &Imported) -> Value {
    let refused = imported.refused.iter();
    let refused = refused.map(|it| json!([it.line, it.error.code()]));
    let changes = imported.changes.iter();
    let changes = changes.map(|it| json!([it.before.status, it.after.status, it.because["kind"]]));
    json!({
        "kinds": imported.exceptions.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(),
        "counts": imported.counts,
        "refused": refused.collect::<Vec<_>>(),
        "changes": changes.collect::<Vec<_>>(),
    })
}

#[tokio::test]
async fn a_preview_makes_what_it_says_or_nothing() {
    for world in World::both().await {
        world.user("ann").await;
        world.user("bob").await;
        let first = import(&world, rows(), Mode::Tell).await.preview.unwrap();
        let second = import(&world, rows(), Mode::Tell).await.preview.unwrap();
        let apply = async |id: &str| rosters::apply(&world.directory, world.slug(), id).await;
        let refused = |outcome: Result<Preview, AdminError>| outcome.unwrap_err().code();

        // Somebody would end otherwise now, though all of it could be made.
        let leave = add(&world, "bob", Kind::Leave).await;
        assert_eq!(refused(apply(&first).await), "people_moved");
        assert_eq!(listed(&world, false).await.len(), 1);
        end(&world, &leave).await;

        let applied = apply(&first).await.unwrap();
        assert_eq!(applied.kind, PreviewKind::Exceptions);
        assert_eq!(status(&world, "ann").await, "on_leave");
        assert_eq!(status(&world, "bob").await, "out_of_scope");
        assert_eq!(listed(&world, false).await.len(), 4);
        assert_eq!(refused(apply(&first).await), "preview_applied");
        assert_eq!(refused(apply(&second).await), "exception_unfit");
        assert_eq!(listed(&world, false).await.len(), 4);
    }
}

#[tokio::test]
async fn good_rows_are_not_held_back_by_bad_ones() {
    for world in World::both().await {
        world.user("ann").await;
        world.user("bob").await;
        let preview = import(&world, rows(), Mode::Tell).await;
        let expected = json!({
            "kinds": ["leave", "pin", "exclude"],
            "counts": {
                "joins": 0, "leaves": 2, "audiences": 0, "teams": 0, "fields": 1, "unchanged": 0,
            },
            "refused": [[3, "no_contact"], [5, "exception_unfit"]],
            "changes": [
                ["in_scope", "on_leave", "exception"], ["in_scope", "out_of_scope", "exception"],
            ],
        });
        assert_eq!(told(&preview), expected);
        assert_eq!(listed(&world, false).await, Vec::<Value>::new());
        assert_eq!(status(&world, "ann").await, "in_scope");

        let done = import(&world, rows(), Mode::Do).await;
        assert_eq!(told(&done), expected);
        assert_eq!(listed(&world, false).await.len(), 3);
        assert_eq!(status(&world, "ann").await, "on_leave");
        assert_eq!(world.contact_named("ann").await["title"], "Head");
        assert_eq!(status(&world, "bob").await, "out_of_scope");

        // Doing it again makes nothing twice.
        let again = import(&world, rows(), Mode::Do).await;
        assert_eq!(again.exceptions.len(), 0);
        assert_eq!(again.refused.len(), 5);
        assert_eq!(listed(&world, false).await.len(), 3);
    }
}
