// The versions of a secret and their staging labels.
//
//   ROLECALL_TRY(directory::SecretVersion version, ReadValue(input, token, call.now, true));
//   ROLECALL_TRY(bool changed, AddVersion(secret, std::move(version), {"AWSCURRENT"}));
//
// Pure changes of a record that is not stored yet.
#ifndef ROLECALL_SERVICES_SECRETSMANAGER_VERSIONS_H_
#define ROLECALL_SERVICES_SECRETSMANAGER_VERSIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "directory/secret_records.h"
#include "services/checked.h"
#include "services/secretsmanager/input.h"

namespace rolecall::services::secretsmanager {

// AWS, "Secrets Manager quotas".
inline constexpr std::size_t kMaxValueBytes = 65536;
inline constexpr std::size_t kMaxVersions = 100;
inline constexpr std::size_t kMaxStages = 20;  // of a version

inline constexpr std::string_view kCurrent = "AWSCURRENT";
inline constexpr std::string_view kPrevious = "AWSPREVIOUS";
inline constexpr std::string_view kPending = "AWSPENDING";

const directory::SecretVersion* FindVersion(const directory::SecretRecord& secret, std::string_view id);
const directory::SecretVersion* FindStage(const directory::SecretRecord& secret, std::string_view stage);
bool HasStage(const directory::SecretVersion& version, std::string_view stage);

// Gives `stage` to the version and takes it from whichever had it. Moving AWSCURRENT moves AWSPREVIOUS to the one
// that had it.
void MoveStage(directory::SecretRecord& secret, std::string_view stage, const std::string& version_id);
void RemoveStage(directory::SecretRecord& secret, std::string_view stage);
// LimitExceededException if a version has too many.
std::optional<aws::ErrorShape> RefuseTooManyStages(const directory::SecretRecord& secret);

// Reads SecretString or SecretBinary into a new version. Refuses both, and (if `needed`) neither.
Checked<directory::SecretVersion> ReadValue(Input& input, const std::string& version_id, Time now, bool needed);
// Adds the version with these stages, or gives its value to the version of that id that waits for one. False: it was
// there before with the same value; an error if with another.
Checked<bool> AddVersion(directory::SecretRecord& secret, directory::SecretVersion version,
                         const std::vector<std::string>& stages);

}  // namespace rolecall::services::secretsmanager

#endif  // ROLECALL_SERVICES_SECRETSMANAGER_VERSIONS_H_
