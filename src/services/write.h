// Writes of services: a function over a Transaction that gives a value or refuses.
//
//   return Update<std::string>(call, [&](directory::Transaction& transaction) -> Checked<std::string> {
//     if (transaction.snapshot().roles.Find(key)) return EntityAlreadyExists(…);
//     transaction.Put(std::move(role));
//     return xml;
//   });
//
// The function runs under the directory's lock (see directory.h: quick, no calls of the directory). A refusal writes
// nothing. The answer comes after the write is durable. Over a store that others write to it may be run several times,
// each on a newer snapshot: it moves nothing away that it captured, and adds nothing to it.
#ifndef ROLECALL_SERVICES_WRITE_H_
#define ROLECALL_SERVICES_WRITE_H_

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "services/call.h"
#include "services/checked.h"
#include "services/service.h"

namespace rolecall::services {

// Of what is made in a write, which may be run again.
inline void NoteResource(Call& call, const std::string& arn) {
  if (std::ranges::find(call.audit.resources, arn) == call.audit.resources.end()) call.audit.resources.push_back(arn);
}

template <typename T, typename F>
Checked<T> Update(Call& call, F action) {
  std::optional<Checked<T>> answer;
  Result<void> written = call.directory.Write([&](directory::Transaction& transaction) {
    answer.emplace(action(transaction));
    return answer->ok();
  });
  if (!written.ok()) return InternalError(written.error());
  return *std::move(answer);
}

}  // namespace rolecall::services

#endif  // ROLECALL_SERVICES_WRITE_H_
