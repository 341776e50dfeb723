# The steps also run without Docker: `make build` does what the first stage does, and dist/ is the content of the second stage.
FROM node:24-slim AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.npm scripts/build

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /build/dist ./
USER node
EXPOSE 8080
# Ready means that PostgreSQL responds; Redis may be unavailable. Before a start is ready, migrations may take minutes.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30m --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["scripts/serve"]
