type KeyGroup = { where: string; keys: readonly { press: readonly string[]; does: string }[] };

/** What the keyboard does beyond what every browser does by itself; a part of the product that has keys of its own adds a group. */
export const KEYS: readonly KeyGroup[] = [
  {
    where: "On every page",
    keys: [
      { press: ["?"], does: "Show the keys" },
      { press: ["Esc"], does: "Close what is open" },
      { press: ["Tab", "Enter"], does: "On a fresh page: skip to its content" },
    ],
  },
  { where: "In Compose", keys: [{ press: ["Ctrl", "Enter"], does: "Generate the draft" }] },
  { where: "In a profile", keys: [{ press: ["Ctrl", "Enter"], does: "Save the profile" }] },
  {
    where: "In what is told",
    keys: [
      { press: ["Up"], does: "On a handle: move the rule or section up; Down: down" },
      { press: ["Esc"], does: "Close the form of a rule" },
      { press: ["Ctrl", "Enter"], does: "Save the policy" },
    ],
  },
  {
    where: "Item by item",
    keys: [
      { press: ["Alt", "Up"], does: "Move the item up; Down: down" },
      { press: ["Enter"], does: "Keep what is written, and go on to the next" },
      { press: ["Esc"], does: "Keep what is written, and close its field" },
      { press: ["Shift", "Enter"], does: "Split the item where you write" },
      { press: ["Backspace"], does: "Before its first letter: merge with the one above" },
      { press: ["Alt", "Enter"], does: "Open the item’s menu" },
      { press: ["@"], does: "And letters: name somebody of the team" },
      { press: [":"], does: "And letters: an emoji" },
      { press: ["Ctrl", "Z"], does: "Undo; with Shift: redo" },
    ],
  },
  {
    where: "In Markdown",
    keys: [
      { press: ["Ctrl", "Enter"], does: "Save" },
      { press: ["Left", "Right", "Home", "End"], does: "Between the buttons for bold, links and lists" },
    ],
  },
];
