export type Headers_ = Record<string, string>;

export const HOSTS = (port: string) => [
  "evil.example",
  `evil.example:${port}`,
  `127.0.0.1.evil.example:${port}`,
  `localhost.evil.example:${port}`,
  `evil.localhost:${port}`,
  "localhost:1",
  "127.0.0.1",
  "localhost",
  "",
  " ",
  `:${port}`,
  port,
  `127.0.0.1:${port}@evil.example`,
  `evil.example@127.0.0.1:${port}`,
  `user:secret@localhost:${port}`,
  `[::ffff:127.0.0.1]:${port}`,
  `[::]:${port}`,
  `::1:${port}`,
  `[fe80::1]:${port}`,
  `localhost.:${port}`,
  `127.0.0.1.:${port}`,
  `EVIL.EXAMPLE:${port}`,
  `0.0.0.0:${port}`,
  `2130706433:${port}`,
  `0x7f000001:${port}`,
  `0177.0.0.1:${port}`,
  `127.1:${port}`,
  `127.0.0.2:${port}`,
  `127.0.0.1:0${port}`,
  `127.0.0.1:${port}, evil.example`,
];

export const ORIGINS = (port: string) => [
  "null",
  "http://evil.example",
  `http://evil.example:${port}`,
  "http://127.0.0.1:1",
  "http://127.0.0.1",
  "file://",
  `https://127.0.0.1:${port}`,
  `http://localhost:${port}`,
  `http://127.0.0.1.evil.example:${port}`,
  "about:blank",
  `http://127.0.0.1:${port}.evil.example`,
  `http://127.0.0.1:${port}/`,
  `http://127.0.0.1:${port} http://evil.example`,
];

export const SITES: [string, Headers_][] = [
  [
    "a picture of another site",
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" },
  ],
  [
    "a script of another port",
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
  ],
  [
    "a frame of another site",
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
  ],
  [
    "a form of another port",
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "empty" },
  ],
  ["a word nobody knows", { "sec-fetch-site": "?", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
];
