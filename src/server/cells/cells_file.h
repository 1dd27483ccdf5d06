// The file of cells: which accounts are at which plane, and where that is (docs/formats/cells.md).
//
//   ROLECALL_TRY(CellsFile file, ParseCells(text, {.name = "blue", .account = "054000737513", .directory = "/etc/r"}));
//   file.cells[file.own].name == "blue"
//
// Strict: what it does not know, and what is there twice, is refused, since a request that goes to the wrong plane is
// refused there. Errors: kInvalidArgument, saying which cell and what. Pure; plain values.
#ifndef ROLECALL_SERVER_CELLS_CELLS_FILE_H_
#define ROLECALL_SERVER_CELLS_CELLS_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace rolecall::server {

inline constexpr std::size_t kMaxCellsFileBytes = 32u << 20;  // a million accounts are 16 MB

struct CellEntry {
  std::string name;
  std::string endpoint;  // https://HOST:PORT; http of this machine
  std::string ca_file;   // empty: the system's
};

struct CellsFile {
  std::vector<CellEntry> cells;  // in the order of the file
  std::size_t own = 0;           // the plane's own
  // An account's number -> the place of its cell.
  std::unordered_map<std::uint64_t, std::uint32_t> accounts;
};

struct OwnCell {
  std::string_view name;       // that must be in the file,
  std::string_view account;    // and have this account
  std::string_view directory;  // of the file: what names of files in it begin at
};

Result<CellsFile> ParseCells(std::string_view text, const OwnCell& own);

// Whether `name` may be a cell's: 1 to 63 of a-z, 0-9 and '-', not at an end.
bool IsCellName(std::string_view name);
// The host of an endpoint as certificates name it: in lower case, an address as IpAddress::Text() writes it.
std::string HostOfEndpoint(std::string_view endpoint);
// The number of an account of twelve digits; ~0 if it is none.
std::uint64_t AccountNumber(std::string_view account);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CELLS_CELLS_FILE_H_
