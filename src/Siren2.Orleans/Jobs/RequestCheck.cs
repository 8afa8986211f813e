namespace Siren2.Orleans.Jobs;

/// <summary>Checks what is submitted, before anything is kept.</summary>
internal static class RequestCheck
{
    /// <exception cref="ArgumentException">It is of no use; the message says which value.</exception>
    public static void ThrowUnlessUseful(UpsampleJobRequest request, Siren2ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TargetSampleRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.TargetSampleRate, AudioClip.MaximumSampleRate);
        if (request.Clips is not { Count: > 0 and <= UpsampleJobRequest.MaximumClips })
        {
            throw new ArgumentException($"The job has {request.Clips?.Count ?? 0} clips; it must have from 1 to {UpsampleJobRequest.MaximumClips}.", nameof(request));
        }

        if (!Enum.IsDefined(request.Encoding))
        {
            throw new ArgumentException($"The encoding is {request.Encoding}; it must be Pcm16, Pcm24 or Float32.", nameof(request));
        }

        var outputs = new HashSet<string>(StringComparer.Ordinal);
        var inputs = request.Clips.Select(clip => clip?.Input ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (ClipRequest clip in request.Clips)
        {
            if (clip is null || string.IsNullOrEmpty(clip.Input) || string.IsNullOrEmpty(clip.Output))
            {
                throw new ArgumentException("A clip has no name to read or to write.", nameof(request));
            }

            if (!outputs.Add(clip.Output) || inputs.Contains(clip.Output))
            {
                throw new ArgumentException($"Two clips would become '{clip.Output}', or a clip be replaced by it.", nameof(request));
            }
        }

        // What is wrong with a preset or a number, the options themselves say.
        _ = Messages.FitSettings.Of(request).ToOptions(options);
    }
}
