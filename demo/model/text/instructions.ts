/** What a writer is told, not what was changed. Foreign sentences like these are not repeated, whatever they ask for. */
const INSTRUCTIONS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous|prior|guidelines?|told)\b/i,
  /\b(?:system|developer|your|the|initial|hidden)\s+(?:prompt|instructions?)\b/i,
  /(?:^|[\s"'(>\]])(?:system|assistant|developer|user|human|ai)\s*(?:(?:message|note)\s*)?:/i,
  /\byou\s+(?:are|were|must|should|will|shall|have\s+to|need\s+to)\b/i,
  /\b(?:as\s+an?\s+ai|language\s+model|chat\s?gpt|llm|jailbreak|developer\s+mode|do\s+anything\s+now)\b/i,
  /\b(?:write|say|state|claim|report|reply|respond|answer|output|repeat|reveal|print|summari[sz]e)\s+(?:only|exactly|nothing|just|that|with|your|the\s+following|this)\b/i,
  /\b(?:write|add|put|include|mention|insert|append|credit|praise|thank)\b.{0,60}\b(?:(?:to|in|into|from)\s+)?(?:the|this|your)\s+(?:report|summary|digest|update|intro|opening|message|answer|highlights?)\b/i,
  /\b(?:approve|publish|post)\s+(?:it|and)\b|\b(?:approve|publish|post|send|forward|merge)\s+(?:this|the\s+(?:update|report|link|summary|draft)|everything)\b/i,
  /\b(?:post|send|forward|publish|announce)\b.{0,60}(?:\s#[a-z]|\bchannel\b|\beveryone\b)/i,
  /\b(?:reviewer|approver|team\s+lead|security\s+team)\s+(?:has|have|already|agreed|approved)\b/i,
  /\b(?:omit|hide|leave\s+out|drop|skip)\b.{0,40}\b(?:from|in)\s+(?:the|this|your)\s+(?:report|summary|digest|update|message)\b/i,
  /\b(?:call|use|invoke|run)\s+the\s+(?:tool|function)\b|\btool_calls?\b|\bfunction_call\b/i,
  /\b(?:BEGIN|END)[-_ ](?:REPORT|ANSWER|SYSTEM|PROMPT)\b|<\/?(?:task|evidence|items|wishes|feedback|context|pull_request|system|user|assistant|instructions?)\b/i,
  /\b(?:write\s+your\s+answer|your\s+answer\s+has\s+faults)\b/i,
];

/** Whether a sentence of a title or a description speaks to its writer instead of about a change. */
export function isInstruction(sentence: string): boolean {
  return INSTRUCTIONS.some((pattern) => pattern.test(sentence));
}
