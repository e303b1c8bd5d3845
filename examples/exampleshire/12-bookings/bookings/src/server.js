import { createServer } from "node:http";

import { book } from "./bookings.js";
import { config } from "./config.js";

export function makeServer(taken = new Map()) {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><title>${config.councilName}</title>
<h1>Book a slot at ${config.site}</h1>
<p>Questions: <a href="mailto:${config.contactEmail}">${config.contactEmail}</a></p>
<p><a href="${config.councilWebsite}/recycling">More about recycling</a></p>`);
      return;
    }
    const booking = pathname === "/book" && book(taken, searchParams.get("day") ?? "", searchParams.get("slot") ?? "");
    response.statusCode = booking ? 200 : 409;
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(booking || { error: "This slot cannot be booked" }));
  });
}
