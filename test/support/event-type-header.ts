/** By which the relay tells what it hands on, so that a bot dies of one webhook and not of an earlier one told late. */
export const EVENT_TYPE_HEADER = "x-event-type";
