// What the provider keeps of a file's content: its digests, as attributes of the resources and of the data sources.
//
//   AddDigestsSchema(block);       // in the schema
//   SetDigests(content, state);    // once the content is known
//
// Internal to the folder. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_LOCAL_CONTENT_H_
#define ROLECALL_PROVIDERS_LOCAL_CONTENT_H_

#include <cstddef>
#include <string>

#include "providers/framework/object.h"

namespace rolecall::providers::local {

inline constexpr std::size_t kMaxFileBytes = 64u << 20;

// content_md5 … content_base64sha512, computed.
void AddDigestsSchema(engine::BlockSchema& block);
// These, and id: the SHA-1.
void SetDigests(const std::string& content, Object& state);

}  // namespace rolecall::providers::local

#endif  // ROLECALL_PROVIDERS_LOCAL_CONTENT_H_
