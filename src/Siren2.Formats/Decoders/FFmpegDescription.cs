using System.Globalization;
using System.Text.RegularExpressions;

namespace Siren2.Formats.Decoders;

/// <summary>What ffmpeg tells of the file that it reads, gathered from its lines.</summary>
internal sealed partial class FFmpegDescription
{
    /// <summary>What encoders and containers add to a length, in seconds: below this nothing is said to be missing.</summary>
    private const double Tolerance = 0.2;

    private double? _duration;
    private int _audioStreams;
    private bool _hasVideo;
    private bool _isEstimated;
    private bool _isOver;

    /// <summary>What a line complains of; null where it does not.</summary>
    public static string? Complaint(string line) => ErrorLine().Match(line) is { Success: true } match
        ? (match.Groups[1].Value + match.Groups[2].Value).Trim()
        : null;

    /// <summary>Takes the next line.</summary>
    public void Add(string line)
    {
        _isOver |= line.StartsWith("[info] Output #", StringComparison.Ordinal) || line.StartsWith("[info] Stream mapping", StringComparison.Ordinal);
        _isEstimated |= line.Contains("Estimating duration from bitrate", StringComparison.Ordinal);
        if (_isOver)
        {
            return;
        }

        if (_duration is null && DurationLine().Match(line) is { Success: true } duration)
        {
            _duration = (3600 * Number(duration.Groups[1])) + (60 * Number(duration.Groups[2])) + Number(duration.Groups[3]);
        }

        if (StreamLine().Match(line) is { Success: true } stream)
        {
            _audioStreams += stream.Groups[1].Value == "Audio" ? 1 : 0;
            _hasVideo |= stream.Groups[1].Value == "Video" && !line.Contains("(attached pic)", StringComparison.Ordinal);
        }
    }

    /// <summary>What is to be said of the file.</summary>
    /// <param name="seconds">What was decoded of it.</param>
    public IReadOnlyList<string> Findings(double seconds)
    {
        var findings = new List<string>();
        if (_audioStreams > 1)
        {
            findings.Add(string.Create(CultureInfo.InvariantCulture, $"it has {_audioStreams} audio streams, of which the first is read"));
        }
        else if (!_hasVideo && !_isEstimated && _duration is double promised && seconds < promised - Tolerance)
        {
            findings.Add(string.Create(
                CultureInfo.InvariantCulture, $"it was cut off: its header promises {promised:F2} s, {seconds:F2} s are there"));
        }

        return findings;
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\[[^\]]+ @ [^\]]+\] )?\[(?:error|fatal|panic)\] (.+)$")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"^\[info\] +Duration: (\d+):(\d\d):(\d\d\.\d+)")]
    private static partial Regex DurationLine();

    [GeneratedRegex(@"^\[info\] +Stream #0:\d+[^ ]*: (Audio|Video)")]
    private static partial Regex StreamLine();
}
