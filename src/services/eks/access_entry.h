// An access entry as a request names it, by cluster and principal; and what policies are asked about it. For this
// folder only.
//
//   const AccessEntryPtr entry = EntryOfPath(request);
//   ROLECALL_RETURN_IF_ERROR(Authorize(request.call, AskAboutEntry(request, "eks:DeleteAccessEntry", entry.get())));
//   if (entry == nullptr) return NoAccessEntry();
//
// Who may not ask does not learn whether there is one.
#ifndef ROLECALL_SERVICES_EKS_ACCESS_ENTRY_H_
#define ROLECALL_SERVICES_EKS_ACCESS_ENTRY_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/eks_records.h"
#include "services/authorize.h"
#include "services/eks/operations.h"

namespace rolecall::services::eks {

using AccessEntryPtr = std::shared_ptr<const directory::AccessEntry>;

// Null: there is none, or no such cluster.
AccessEntryPtr EntryOfPath(const EksRequest& request);
// The entry with that ARN; null if there is none.
AccessEntryPtr FindAccessEntryByArn(const directory::Snapshot& snapshot, const Clusters& clusters,
                                    std::string_view cluster, std::string_view arn);

// The condition keys of an entry as a resource, as AWS's service reference lists them for access-entry.
std::vector<ContextKey> KeysOfEntry(const directory::AccessEntry& entry);
// What the path names, or would if it were there: a denial reads the same. `entry` must outlive the question.
Question AskAboutEntry(const EksRequest& request, const std::string& action, const directory::AccessEntry* entry);
// Empty values are none; a key without values is not set.
void AddKey(std::vector<ContextKey>& keys, const char* name, std::vector<std::string> values, bool multivalued = false);

// Changes the entry that the path names in one write; `change` gives the answer, or refuses.
EksResult ChangeEntry(
    EksRequest& request,
    const std::function<EksResult(directory::Transaction& transaction, const directory::AccessEntry& there)>& change);

}  // namespace rolecall::services::eks

#endif  // ROLECALL_SERVICES_EKS_ACCESS_ENTRY_H_
