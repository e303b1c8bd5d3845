import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { book } from "../src/bookings.js";
import { config } from "../src/config.js";
import { makeServer } from "../src/server.js";

test("a slot is booked once", () => {
  const taken = new Map();
  assert.equal(book(taken, "2021-02-10", "09:00").reference, "RC-20210210-09");
  assert.equal(book(taken, "2021-02-10", "09:00"), null);
  assert.equal(book(taken, "2021-02-11", "09:00").site, config.site);
});

test("nonsense is refused", () => {
  assert.equal(book(new Map(), "tomorrow", "09:00"), null);
  assert.equal(book(new Map(), "2021-02-10", "23:30"), null);
});

test("the page names the council", async () => {
  const server = makeServer().listen(0);
  await once(server, "listening");
  try {
    const page = await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();
    assert.ok(page.includes(config.councilName));
    assert.ok(page.includes(config.contactEmail));
  } finally {
    server.close();
  }
});
