#include "services/iam/credentials/qr_code.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "base/check.h"
#include "crypto/digest.h"
#include "services/iam/credentials/qr_bytes.h"

namespace rolecall::services::iam::credentials {
namespace {

constexpr int kQuietModules = 4;

// The code while it is drawn: what is a pattern or information is not for data, nor masked.
class Canvas {
 public:
  explicit Canvas(int version) : version_(version), code_{version * 4 + 17, {}} {
    code_.dark.resize(static_cast<std::size_t>(code_.size * code_.size));
    taken_.resize(code_.dark.size());
  }

  QrCode Draw(const std::vector<std::uint8_t>& codewords) {
    DrawTiming();
    DrawFinder(3, 3), DrawFinder(code_.size - 4, 3), DrawFinder(3, code_.size - 4);
    DrawAlignments();
    DrawFormat();
    DrawVersion();
    DrawData(codewords);
    return std::move(code_);
  }

 private:
  std::size_t Index(int x, int y) const { return static_cast<std::size_t>(y * code_.size + x); }

  void Fix(int x, int y, bool dark) {
    code_.dark[Index(x, y)] = dark;
    taken_[Index(x, y)] = true;
  }

  void DrawTiming() {
    for (int i = 0; i < code_.size; ++i) Fix(6, i, i % 2 == 0), Fix(i, 6, i % 2 == 0);
  }

  // Rings about the middle, with the separator around them.
  void DrawFinder(int middle_x, int middle_y) {
    for (int dy = -4; dy <= 4; ++dy) {
      for (int dx = -4; dx <= 4; ++dx) {
        const int x = middle_x + dx, y = middle_y + dy, ring = std::max(std::abs(dx), std::abs(dy));
        if (x >= 0 && x < code_.size && y >= 0 && y < code_.size) Fix(x, y, ring != 2 && ring != 4);
      }
    }
  }

  // Wherever two positions meet, but on the finders.
  void DrawAlignments() {
    const std::vector<int> positions = AlignmentPositions(version_);
    for (int y : positions) {
      for (int x : positions) {
        const bool on_finder = (x == 6 && (y == 6 || y == positions.back())) || (y == 6 && x == positions.back());
        if (!on_finder) DrawAlignment(x, y);
      }
    }
  }

  void DrawAlignment(int middle_x, int middle_y) {
    for (int dy = -2; dy <= 2; ++dy) {
      for (int dx = -2; dx <= 2; ++dx) Fix(middle_x + dx, middle_y + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
    }
  }

  // Level L and mask 0 with their BCH code (generator 0x537), masked with 0x5412, twice.
  void DrawFormat() {
    constexpr unsigned kLevelLMask0 = 1u << 3;
    unsigned rest = kLevelLMask0;
    for (int i = 0; i < 10; ++i) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
    const unsigned bits = (kLevelLMask0 << 10 | rest) ^ 0x5412;
    const auto bit = [&](int i) { return ((bits >> i) & 1u) != 0; };
    const int size = code_.size;
    for (int i = 0; i <= 5; ++i) Fix(8, i, bit(i));
    Fix(8, 7, bit(6)), Fix(8, 8, bit(7)), Fix(7, 8, bit(8));
    for (int i = 9; i < 15; ++i) Fix(14 - i, 8, bit(i));
    for (int i = 0; i < 8; ++i) Fix(size - 1 - i, 8, bit(i));
    for (int i = 8; i < 15; ++i) Fix(8, size - 15 + i, bit(i));
    Fix(8, size - 8, true);
  }

  // From version 7: the version with its BCH code (generator 0x1f25), twice.
  void DrawVersion() {
    if (version_ < 7) return;
    unsigned rest = static_cast<unsigned>(version_);
    for (int i = 0; i < 12; ++i) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const unsigned bits = static_cast<unsigned>(version_) << 12 | rest;
    for (int i = 0; i < 18; ++i) {
      const bool dark = ((bits >> i) & 1u) != 0;
      const int far = code_.size - 11 + i % 3, near = i / 3;
      Fix(far, near, dark), Fix(near, far, dark);
    }
  }

  // Two columns at a time from the right, up and down in turn, around the vertical timing pattern. What is left is
  // light.
  void DrawData(const std::vector<std::uint8_t>& codewords) {
    std::size_t next = 0;
    bool upwards = true;
    for (int right = code_.size - 1; right >= 1; right -= 2, upwards = !upwards) {
      if (right == 6) right = 5;
      for (int i = 0; i < code_.size; ++i) {
        const int y = upwards ? code_.size - 1 - i : i;
        for (int x : {right, right - 1}) {
          if (taken_[Index(x, y)]) continue;
          const bool bit = next < codewords.size() * 8 && ((codewords[next / 8] >> (7 - next % 8)) & 1) != 0;
          ++next;
          code_.dark[Index(x, y)] = bit != ((x + y) % 2 == 0);  // mask 0
        }
      }
    }
  }

  const int version_;
  QrCode code_;
  std::vector<bool> taken_;
};

void AppendNumber(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift));
}

// PNG (third edition), section 5.3: length, type, data, CRC of type and data.
void AppendChunk(std::string& png, const std::string& type, const std::string& data) {
  AppendNumber(png, static_cast<std::uint32_t>(data.size()));
  png += type + data;
  AppendNumber(png, crypto::Crc32(type + data));
}

// Lines of one bit a pixel, 1 is white, each with its filter (0: none) before it.
std::string Scanlines(const QrCode& code, int pixels) {
  std::string lines;
  for (int row = 0; row < pixels; ++row) {
    std::string line(static_cast<std::size_t>(pixels + 7) / 8, '\0');
    for (int column = 0; column < pixels; ++column) {
      const int x = column / kPixelsPerModule - kQuietModules, y = row / kPixelsPerModule - kQuietModules;
      const bool inside = x >= 0 && x < code.size && y >= 0 && y < code.size;
      if (inside && code.At(x, y)) continue;
      char& byte = line[static_cast<std::size_t>(column / 8)];
      byte = static_cast<char>(byte | 0x80 >> column % 8);
    }
    lines += '\0' + line;
  }
  return lines;
}

std::string Deflate(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  const int done = compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
                            static_cast<uLong>(data.size()));
  ROLECALL_CHECK(done == Z_OK);
  out.resize(size);
  return out;
}

}  // namespace

std::optional<QrCode> EncodeQr(std::string_view text) {
  const QrBytes bytes = MakeQrBytes(text);
  if (bytes.version == 0) return std::nullopt;
  return Canvas(bytes.version).Draw(bytes.codewords);
}

std::string QrPng(const QrCode& code) {
  const int pixels = (code.size + 2 * kQuietModules) * kPixelsPerModule;
  std::string png = "\x89PNG\r\n\x1a\n", header;
  AppendNumber(header, static_cast<std::uint32_t>(pixels));
  AppendNumber(header, static_cast<std::uint32_t>(pixels));
  header += std::string("\x01\x00\x00\x00\x00", 5);  // one bit a pixel, grey, deflated, not interlaced
  AppendChunk(png, "IHDR", header);
  AppendChunk(png, "IDAT", Deflate(Scanlines(code, pixels)));
  AppendChunk(png, "IEND", "");
  return png;
}

}  // namespace rolecall::services::iam::credentials
