#include "engine/backend/sealed_backend.h"

namespace rolecall::engine {

Result<std::optional<StoredState>> SealedBackend::Read(const std::string& workspace) {
  ROLECALL_TRY(std::optional<StoredState> stored, inner_->Read(workspace));
  if (!stored || stored->bytes.find_first_not_of(" \t\r\n") == std::string::npos) return stored;
  ROLECALL_TRY(OpenedState opened, codec_.Open(stored->bytes));
  stored->bytes = std::move(opened.bytes);
  stored->is_outdated = opened.is_outdated;
  return stored;
}

Result<void> SealedBackend::Write(const std::string& workspace, std::string_view bytes) {
  if (bytes.empty()) return inner_->Write(workspace, bytes);
  ROLECALL_TRY(const std::string sealed, codec_.Seal(bytes));
  return inner_->Write(workspace, sealed);
}

}  // namespace rolecall::engine
