import type { z } from "zod";

export type Operation = {
  /** How generated clients call it. */
  id: string;
  summary: string;
  body?: z.ZodType;
  answer: z.ZodType;
  /** Absent: JSON. */
  media?: string;
  /** Sent as it was kept: what has become usual since may be absent. */
  asKept?: true;
  status?: number;
  /** What a 202 answers while the answer is not ready. */
  later?: z.ZodType;
  /** Whether its 202 says in `Location` where to ask next. */
  location?: true;
  query?: z.ZodObject;
  headers?: Record<string, { description: string; schema: z.ZodType }>;
  /** Where a part of the path is not what its name says elsewhere. */
  path?: Record<string, z.ZodType>;
  /** Whether its answer says in `ETag` which one it is. */
  etag?: true;
  /** Whether it starts work, and so counts against the smaller limit. */
  starts?: true;
};

/** By method and path, as the description writes them: `GET /runs/{id}`. */
export type Operations = Readonly<Record<string, Operation>>;
