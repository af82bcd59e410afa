import { z } from "zod";
import { method } from "./method.ts";

/** Where the next Socket Mode connection goes; asks for the app-level token. */
export const connectionsOpen = method(z.object({}), ({ sockets }) => ({ url: sockets.invite() }));
