// A SCIM server made of scimmy and scimmy-routers: their protocol, and for a store two maps.
//
// node server.js PORT TOKEN
//
// Express 4 on purpose: with Express 5, scimmy-routers 1.3.2 hands startIndex and count on as text,
// and scimmy 1.3.5 drops them.
import { randomUUID } from "node:crypto";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const [port, token] = process.argv.slice(2);

/**
 * A store for one resource type, in which the named attribute is unique whatever its letter case.
 *
 * It keeps resources whole, schemas and meta.resourceType included, so that filters can ask for them;
 * a write that changes nothing leaves the time of the last change as it was.
 */
function store(type, unique) {
  const kept = new Map();
  const told = ({ meta, ...attributes }) => JSON.stringify(attributes);
  const taken = (id, value) =>
    [...kept.values()].some((other) => other.id !== id && other[unique].toLowerCase() === value.toLowerCase());
  const known = (id) => {
    if (!kept.has(id)) throw new SCIMMY.Types.Error(404, null, `There is no resource ${id}`);
    return kept.get(id);
  };
  return {
    write(resource, data) {
      const { meta: _, ...attributes } = JSON.parse(JSON.stringify(data));
      const before = resource.id ? known(resource.id) : null;
      const id = before?.id ?? randomUUID();
      if (taken(id, attributes[unique])) {
        throw new SCIMMY.Types.Error(409, "uniqueness", `${unique} ${attributes[unique]} is taken`);
      }
      const after = { ...attributes, id };
      const now = new Date().toISOString();
      const lastModified = before && told(before) === told(after) ? before.meta.lastModified : now;
      after.meta = { resourceType: type, created: before?.meta.created ?? now, lastModified };
      kept.set(id, after);
      return kept.get(id);
    },
    read(resource) {
      if (resource.id) return known(resource.id);
      const all = [...kept.values()];
      return resource.filter ? resource.filter.match(all) : all;
    },
    remove(resource) {
      known(resource.id);
      kept.delete(resource.id);
    },
  };
}

SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
for (const [Type, unique] of [[SCIMMY.Resources.User, "userName"], [SCIMMY.Resources.Group, "displayName"]]) {
  const resources = store(Type.name, unique);
  SCIMMY.Resources.declare(Type)
    .ingress((resource, data) => resources.write(resource, data))
    .egress((resource) => resources.read(resource))
    .degress((resource) => resources.remove(resource));
}
SCIMMY.Config.set({ patch: true, filter: true, bulk: true, sort: true });

const routers = new SCIMMYRouters({
  type: "bearer",
  handler: (request) => {
    if (request.header("Authorization") !== `Bearer ${token}`) {
      request.res.set("WWW-Authenticate", 'Bearer realm="peer"');
      throw new Error("This token is not known");
    }
    return "scim-check";
  },
});
// The routers answer an error and pass it on; Express would then cut the connection, and with it the
// client's next request.
const answered = (error, request, response, next) => (response.headersSent ? undefined : next(error));
express().use("/scim/v2", routers).use(answered).listen(Number(port), "127.0.0.1");
