/**
 * SHA-256 of each tool of our own MCP server, as `tools/list` shows it: canonical JSON. A template version pins them, and whoever reads
 * through a server that shows others is told. A test holds them against the server.
 */
export const OWN_TOOL_DIGESTS: Readonly<Record<string, string>> = {
  compare_commits: "b0595af2de968791d1ce3d0100c1c775ef604fe0f4e0605f1f8631799687b48c",
  get_branch: "5b68c79d52e0751d68101f8957e92fb8ec92f8abcc1cefbdc1a6e130cbe75426",
  get_commit: "1b981a0722631c2355236b6d67ae3c81f211cebaf6d1d031a3a1fc05ce8f9394",
  get_repository: "8df064f005c2627fbc0dc41f523381d974cbfbe9f8f7ef84be2d74712215b0b9",
  issue_read: "e64d034fca795bb4fa554333b99989cf5cd3d2ac2c44f3b4a21c4f9ab138bcde",
  list_branches: "a40a1b6a4e108c76dd28b8aaa68a0ebd74531f270747c3d1995440f98ebe9542",
  list_commit_pull_requests: "8d57e04d419dfaae010e5b1fc89a16c0f09622c14b46cc800f9416d724c05648",
  list_commits: "1900e637cbed40a73a980af400ea81c69b426a8ad8a2d847ecd236ccc4231b1b",
  list_milestones: "a1fa05a59f8363e85a8a23123c30273b1d398543218bb53d1feb9c2ee939c954",
  list_pull_requests: "bf9021ec4d26966f8bb11190b53a481d36173d0c95720b00dee8ee805e6289ec",
  list_recent_tags: "7c410170e13aec514e0672eac3e811ec84373d777c610f088b355b5c3cf15394",
  list_releases: "9d15b9dd274900cc9cc7f653a6a157e7f6edf1908e0bf1642a0ee523f8f76a3f",
  list_repositories: "5af2f7a33bfdc0c2f35da1586ae73a558185ca7441d91572729329192f155a27",
  list_tags: "2b461ce9c060eceab500e6bb89b9af6e9cd58255363a93168703767fd07ee779",
  pull_request_read: "5ddd30c265d1c2c5fa10b1962a2285a531fa6f5761b116ac384099f4b8388380",
  read_pull_requests: "75757b8e6a882f04e76ff009dea5ae5eab6727bcc9bb937b3ebb709cea85e115",
  read_texts: "b842fce4dadeeee1200d068a0608a09302b5b0fb8ed165c13276a58b8a331aa5",
};
