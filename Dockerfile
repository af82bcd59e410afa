# One image for both processes; which one runs is the command's choice.
FROM node:24-slim
WORKDIR /pulse
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts
COPY . .
ARG PULSE_COMMIT
ENV NODE_ENV=production HOST=:: PULSE_COMMIT=$PULSE_COMMIT
USER node
EXPOSE 3000 3100
CMD ["node", "app/main.ts"]
