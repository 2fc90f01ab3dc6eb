// The one barrel: drizzle-kit reads the whole schema from a single file.
export * from './agents.ts'
export * from './audit.ts'
export * from './environments.ts'
export * from './grants.ts'
export * from './installation.ts'
export * from './organizations.ts'
export * from './servers.ts'
export * from './users.ts'
