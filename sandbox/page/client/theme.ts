import { useEffect, useState } from "react";

export type Theme = "light" | "dark";

const KEY = "tocsin.theme";
const darkly = matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme | null {
  const value = localStorage.getItem(KEY);
  return value === "light" || value === "dark" ? value : null;
}

/** The person's choice, or the system's while they made none. */
export function chosenTheme(): Theme {
  return stored() ?? (darkly.matches ? "dark" : "light");
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function useTheme(): { theme: Theme; toggle(): void } {
  const [theme, setTheme] = useState(chosenTheme);
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    const follow = () => setTheme(chosenTheme());
    darkly.addEventListener("change", follow);
    return () => darkly.removeEventListener("change", follow);
  }, []);
  function toggle(): void {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem(KEY, next);
    setTheme(next);
  }
  return { theme, toggle };
}
