// What the audit log keeps of a request's body. For this folder only.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_AUDITED_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_AUDITED_H_

#include <boost/json.hpp>

#include "services/call.h"

namespace rolecall::services::secretsmanager {

// Names, numbers and flags of a table, as CloudTrail has them; never SecretString, SecretBinary, documents or tags.
void NoteParameters(const boost::json::object& body, Call::Audit& audit);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_AUDITED_H_
