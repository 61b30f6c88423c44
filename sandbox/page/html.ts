/** The page's frame. Everything else is drawn by the client. */
export const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Tocsin sandbox</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' rx='6' fill='%23d9480f'/%3E%3Cpath d='M12 5a4 4 0 0 0-4 4v3l-1.5 3h11L16 12V9a4 4 0 0 0-4-4zm-1.5 11a1.5 1.5 0 0 0 3 0z' fill='%23fff'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/page/client.css">
<script type="module" src="/page/client.js"></script>
</head>
<body><div id="page"></div><noscript>The sandbox's page needs JavaScript.</noscript></body>
</html>
`;

/** Nothing is fetched from anywhere else, and nobody may frame the page. */
export const HTML_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
