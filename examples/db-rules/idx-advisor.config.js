export default {
  preset: 'ci',
  rules: ['./rules/*.js'],
  options: { 'team/tenant-column': { shared: ['tenant', 'country'] } },
};
