"""A round of work with scim2-client, which checks every answer against the schemas it discovered."""

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import BulkOperation, BulkRequest, PatchOp, PatchOperation, SearchRequest

PEOPLE = 7
PAGE = 3


def run_client(url, token):
    """Creates, searches, replaces, modifies, walks, works in bulk and deletes; returns how many of
    these went wrong."""
    client = SyncSCIMClient(Client(base_url=url, headers={"Authorization": f"Bearer {token}"}))
    client.discover()
    user, group = client.get_resource_model("User"), client.get_resource_model("Group")
    passed = failed = 0
    for step in (single, walk, bulk):
        try:
            step(client, user, group)
            passed += 1
        except Exception as error:  # whatever it is, the next step can still tell something
            failed += 1
            print(f"scim2-client: {step.__name__}: {type(error).__name__}: {error}")
    print(f"scim2-client: {passed} passed, {failed} failed")
    return failed


def single(client, user, group):
    """One user and one group, from their creation to their end."""
    kim = client.create(user(user_name="kim@contoso.example", title="Clerk"))
    crew = client.create(group(display_name="Crew", members=[{"value": kim.id}]))
    found = client.search(user, SearchRequest(filter='title eq "clerk"'))
    expect([kim.id], [each.id for each in found.resources])
    kim.title = "Captain"
    expect("Captain", client.replace(kim).title)
    operations = [PatchOperation(op="replace", path="title", value="Admiral")]
    client.modify(user, kim.id, PatchOp[user](operations=operations))
    expect("Admiral", client.query(user, kim.id).title)
    client.delete(group, crew.id)
    client.delete(user, kim.id)
    expect(0, client.query(user, query_parameters={"filter": f'id eq "{kim.id}"'}).total_results)


def walk(client, user, _group):
    """Everyone is met exactly once, page by page."""
    made = {client.create(user(user_name=f"walker{n}")).id for n in range(PEOPLE)}
    met, cursor = [], ""
    while cursor is not None:
        page = client.search(
            user, SearchRequest(filter='userName sw "walker"', cursor=cursor, count=PAGE)
        )
        met += [each.id for each in page.resources]
        cursor = page.next_cursor
    expect(sorted(made), sorted(met))
    for each in made:
        client.delete(user, each)


def bulk(client, user, group):
    """A user and the group it is in, made and removed in one message each."""
    if not client.service_provider_config.bulk.supported:
        print("scim2-client: the server announces no bulk")
        return
    member = {"value": "bulkId:kim"}
    made = send(client, user | group, [
        BulkOperation[group](method="POST", path="/Groups", bulk_id="crew",
                             data=group(display_name="Crew", members=[member])),
        BulkOperation[user](method="POST", path="/Users", bulk_id="kim",
                            data=user(user_name="kim@contoso.example")),
    ])
    expect([201, 201], [each.status for each in made])
    paths = ["/" + "/".join(each.location.rsplit("/", 2)[1:]) for each in made]
    crew = client.query(group, paths[0].rsplit("/", 1)[1])
    expect([paths[1].rsplit("/", 1)[1]], [each.value for each in crew.members])
    gone = send(client, user | group, [
        BulkOperation[user](method="DELETE", path=path) for path in paths
    ])
    expect([204, 204], [each.status for each in gone])


def send(client, models, operations):
    return client.bulk(BulkRequest[models](operations=operations)).operations


def expect(expected, actual):
    if expected != actual:
        raise AssertionError(f"expected {expected!r}, found {actual!r}")
