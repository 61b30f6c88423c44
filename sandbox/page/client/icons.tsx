import type { ReactElement } from "react";

/** Line drawings on a 20 by 20 grid. */
const PATHS = {
  bell: "M10 3a4.5 4.5 0 0 0-4.5 4.5V11L4 14h12l-1.5-3V7.5A4.5 4.5 0 0 0 10 3Zm-2 13a2 2 0 0 0 4 0",
  hash: "M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3 9.5 10 4l7 5.5V17h-5v-4H8v4H3z",
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "m5 5 10 10M15 5 5 15",
  pin: "M7 3h6l-.5 5 2.5 3H5l2.5-3zM10 11v6",
  people:
    "M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 16c0-3 2.200-4.500 5-4.500s5 1.500 5 4.500M13 9.500a2.500 2.500 0 0 0 0-5M14 11.700c2 .4 3.500 1.800 3.500 4.300",
  reply: "M4 5h12v8H9l-4 3v-3H4z",
  more: "M4 10h.01M10 10h.01M16 10h.01",
  send: "M3 10 17 4l-4 13-3-5.500zM10 11.500 17 4",
  bolt: "M11 2.500 4.500 11.500H9l-1 6 7-9.500h-4.500z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8 2.300a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600Z",
  phone: "M6 2.500h8v15H6zM9 15h2",
  file: "M5 2.500h6l4 4v11H5zM11 2.500v4h4",
  download: "M10 3v9m0 0 3.500-3.500M10 12 6.500 8.500M4 16h12",
  link: "M8.500 11.500 11.500 8.500M9 6.500l1.500-1.500a3.200 3.200 0 0 1 4.500 4.500L13.500 11M11 13.500 9.500 15A3.200 3.200 0 0 1 5 10.500L6.500 9",
  sun: "M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1 1M14.700 14.700l1 1M4.300 15.700l1-1M14.700 5.300l1-1",
  moon: "M16.500 11.500A7 7 0 0 1 8.500 3.500a7 7 0 1 0 8 8Z",
  down: "m5 7.500 5 5 5-5",
  check: "m4 10.500 4 4 8-9",
  warning: "M10 3 2 17h16zM10 8v4M10 14.500h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the button around it carries the label. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }): ReactElement {
  return (
    <svg
      className="icon"
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.6 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
