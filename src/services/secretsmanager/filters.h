// Filters of ListSecrets and BatchGetSecretValue.
//
//   ROLECALL_TRY(std::vector<Filter> filters, ReadFilters(input));
//   if (MatchesAll(*secret, filters)) …
//
// AWS, API_Filter: name, tag-key, tag-value, primary-region and owning-service match by prefix and mind case;
// description by prefix of words, ignoring case; "all" breaks the value into words and looks for them in every
// attribute, ignoring case. Values are alternatives; one with '!' before it must not match. All filters must hold.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_FILTERS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_FILTERS_H_

#include <string>
#include <vector>

#include "directory/secret_records.h"
#include "services/checked.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {

struct Filter {
  std::string key;
  std::vector<std::string> values;
};

Checked<std::vector<Filter>> ReadFilters(Input& input);
bool MatchesAll(const directory::SecretRecord& secret, const std::vector<Filter>& filters);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_FILTERS_H_
