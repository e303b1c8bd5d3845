import { makeServer } from "./server.js";

const port = Number(process.env.PORT ?? 8080);
makeServer().listen(port, () => console.log(`http://127.0.0.1:${port}`));
