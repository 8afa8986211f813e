using System.Globalization;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>Where parts lie in the storage of clips, until their clip is joined.</summary>
internal static class PartNames
{
    private const string Root = ".siren2";

    public static string OfJob(string job) => $"{Root}/{job}";

    public static string OfClip(string job, int clip) => $"{OfJob(job)}/{clip.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The name of a part. Parts of another plan, or of another library, have other names.</summary>
    public static string Of(string job, int clip, int part, ClipShape shape) =>
        $"{OfClip(job, clip)}/{shape.Fingerprint[..Math.Min(32, shape.Fingerprint.Length)]}-{part.ToString(CultureInfo.InvariantCulture)}";
}
