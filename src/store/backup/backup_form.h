// The bytes of a backup's parts (docs/formats/backup.md). For this folder only. Pure.
#ifndef ROLECALL_STORE_BACKUP_BACKUP_FORM_H_
#define ROLECALL_STORE_BACKUP_BACKUP_FORM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/backup/backup_file.h"
#include "store/store.h"

namespace rolecall::store {

inline constexpr std::string_view kBackupMagic = "rolecall backup 1\n";
inline constexpr std::string_view kBackupName = "rolecall backup ";
inline constexpr char kRecordsPart = 'R', kLogPart = 'L', kEndPart = 'E';
inline constexpr std::size_t kPartHeadBytes = 5;
// A write of an object's bytes has 64 MiB and a little more; one of 4,096 of them is refused.
inline constexpr std::size_t kMostPartBytes = 512u << 20;
inline constexpr std::size_t kMostSummaryBytes = 4096;

// Kind, and the content's size in four bytes, the lowest first.
std::string PartHead(char kind, std::size_t size);

std::string EncodeLogPart(const LogEntry& entry);
// kDataLoss.
Result<LogEntry> DecodeLogPart(std::string_view content);

std::string FormatSummary(const BackupSummary& summary);
// kDataLoss.
Result<BackupSummary> ParseSummary(std::string_view text);

}  // namespace rolecall::store

#endif  // ROLECALL_STORE_BACKUP_BACKUP_FORM_H_
