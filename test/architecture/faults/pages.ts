import manifest from "../../../package.json" with { type: "json" };
import { adding, type Faults } from "./planted.ts";

/** Views, versions and what people read. */
export const PAGES: Faults = {
  "no line of a view is too long": {
    "a template's": {
      planted: { "views/sign-in.eta": (text) => `<p>${"so ".repeat(50)}</p>\n${text}` },
      says: "views/sign-in.eta:1 has 157 columns, and 140 is the most: break it.",
    },
    "a style sheet's": {
      planted: { "views/static/css/new.css": `a {\n  --long: ${"so ".repeat(50)};\n}\n` },
      says: "views/static/css/new.css:2 has 161 columns, and 140 is the most: break it.",
    },
  },
  "a template begins with the type of what it is given": {
    "a template without a type": {
      planted: { "views/sign-in.eta": (text) => text.slice(text.indexOf("\n") + 1) },
      says: "views/sign-in.eta does not begin with its type: write <%/* it: … */%> above all.",
    },
    "a type that is gone": {
      planted: { "views/sign-in.eta": (text) => text.replace(").SignInView", ").SignInPage") },
      says: "views/sign-in.eta is given a SignInPage of app/web/people/sign-in.ts, which exports none: name the type it is given.",
    },
    "a file that is gone": {
      planted: { "views/sign-in.eta": (text) => text.replace("people/sign-in.ts", "sign-in.ts") },
      says: "views/sign-in.eta is given a SignInView of app/web/sign-in.ts, which exports none: name the type it is given.",
    },
  },
  "versions are exact, and the lock names no registry": {
    "a range": {
      planted: { "package.json": adding("devDependencies", "left-pad", "^1.3.0") },
      says: "package.json asks for left-pad ^1.3.0: name one version exactly.",
    },
    "a registry": {
      planted: { "package-lock.json": '{ "resolved": "https://example.org/" }' },
      says: "package-lock.json names a registry: install with the .npmrc of this house.",
    },
  },
  "pages for people name what is there": {
    "a file that moved": {
      planted: { "README.md": (text) => `${text}See \`app/delivery/gone.ts\`.\n` },
      says: "README.md names app/delivery/gone.ts, and nothing is there: name what took its place.",
    },
    "a folder that moved": {
      planted: { "CONTRIBUTING.md": (text) => `${text}See \`app/gone/\`.\n` },
      says: "CONTRIBUTING.md names app/gone/, and nothing is there: name what took its place.",
    },
    "a command that is none": {
      planted: { "README.md": (text) => `${text}Then \`npm run gone -- --all\`.\n` },
      says: "README.md names npm run gone, and package.json has no such script.",
    },
    "a command that is none, in a block": {
      planted: { "README.md": (text) => `${text}\n\`\`\`sh\nnpm run gone\n\`\`\`\n` },
      says: "README.md names npm run gone, and package.json has no such script.",
    },
    "a program that moved, in a block": {
      planted: { "README.md": (text) => `${text}\n\`\`\`sh\nnode --env-file=.env app/gone.ts\n\`\`\`\n` },
      says: "README.md names app/gone.ts, and nothing is there: name what took its place.",
    },
    "a link to a page that moved": {
      planted: { "docs/production.md": (text) => `${text}[there](gone.md#there)\n` },
      says: "docs/production.md links to gone.md#there, and nothing is there: link to what took its place.",
    },
    "a link to a heading that is called otherwise now": {
      planted: { "CONTRIBUTING.md": (text) => `${text}[there](docs/production.md#8-gone)\n` },
      says: "CONTRIBUTING.md links to docs/production.md#8-gone, and docs/production.md has no such heading: link to the one it has now.",
    },
    "a page that a message sends people to": {
      planted: { "base/sent.ts": 'export const said = "see docs/gone.md";\n' },
      says: "base/sent.ts names docs/gone.md, and nothing is there: name what took its place.",
    },
  },
  "pages and pictures are led to": {
    "a page for nobody": {
      planted: { "docs/lost.md": "# Lost\n\n[Here](lost.md)\n" },
      says: "docs/lost.md is linked from no page: link to it, or take it out.",
    },
    "a picture for nobody": {
      planted: { "docs/lost-light-1280.png": "" },
      says: "docs/lost-light-1280.png is linked from no page: link to it, or take it out.",
    },
  },
  "the package, its CHANGELOG and the template are of one version": {
    "a lock left behind": {
      planted: { "package-lock.json": '{ "version": "0.0.9" }' },
      says: `package-lock.json is of 0.0.9, and package.json of ${manifest.version}: run npm install.`,
    },
    "a CHANGELOG left behind": {
      planted: { "CHANGELOG.md": `# Changelog\n\n## 0.0.9\n\n## ${manifest.version}\n` },
      says: `CHANGELOG.md begins with 0.0.9, and package.json is ${manifest.version}: say there what is new in it.`,
    },
    "a word of a prompt": {
      planted: { "pipelines/report/prompts/voice.md": "Shout.\n" },
      says: `pipelines/report/prompts/voice.md is a5950ab71637, and is not what ${manifest.version} has: raise the version as test/architecture/versions.ts says, or write the digest there while that version is not out.`,
    },
  },
};
