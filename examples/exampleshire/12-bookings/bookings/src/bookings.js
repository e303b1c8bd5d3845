import { config } from "./config.js";

/** Books a slot of a day; says no by returning null. `taken` maps days to slots. */
export function book(taken, day, slot) {
  if (!config.slots.includes(slot) || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const slots = taken.get(day) ?? new Set();
  if (slots.has(slot)) return null;
  taken.set(day, slots.add(slot));
  return { day, slot, site: config.site, reference: `RC-${day.replaceAll("-", "")}-${slot.slice(0, 2)}` };
}
