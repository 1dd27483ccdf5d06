// A page of secrets: for ListSecrets, and for BatchGetSecretValue with filters.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_LIST_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_LIST_H_

#include <optional>
#include <string>
#include <vector>

#include "services/call.h"
#include "services/checked.h"
#include "services/secretsmanager/filters.h"
#include "services/secretsmanager/secret_id.h"

namespace rolecall::services::secretsmanager {

struct ListQuery {
  std::vector<Filter> filters;
  bool planned = false;              // also those that are marked for deletion
  bool descending = false;           //
  std::string sort_by;               // "created-date" (also ""), "last-accessed-date", "last-changed-date", "name"
  std::size_t most = 100;            // of a page
  std::optional<std::string> token;  // where the page starts
};

struct SecretPage {
  std::vector<SecretPointer> secrets;
  std::string next_token;  // "": the last page
};

// Secrets of the caller's account and the call's region. InvalidNextTokenException: the token is none of ours.
Checked<SecretPage> ListPage(const Call& call, const ListQuery& query);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_LIST_H_
