import { expect, it } from "vitest";
import { environmentOf, environmentsAt } from "../../src/domain/delivery.ts";
import { manualOf } from "../support/deployment.ts";

const { delivery } = manualOf();

it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
  "a service that is called %s, as something in every object is, is not in the manual",
  (service) => {
    expect(environmentsAt(delivery, service)).toEqual([]);
    expect(environmentOf(delivery, { service, environment: "production" })).toBeNull();
  },
);
