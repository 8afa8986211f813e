using Siren2.Core.Tests.Upsampling;

namespace Siren2.Slow.Tests;

/// <summary>More fits at once than there are cores.</summary>
public class ManyAtOnceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(TaskCreationOptions.None)]
    [InlineData(TaskCreationOptions.LongRunning)]
    public async Task Sixty_four_resolvers_all_come_to_their_end_with_the_bits_of_one_alone(TaskCreationOptions kind)
    {
        // Each asks for several threads of its own: side by side for the long clips, within a network for the short ones.
        (AudioClip Clip, AudioClip Expected)[] clips = [.. ((int[])[400, 1500, 5000, 9000]).Select(length => (Clips.Noise(length), Resolve(Clips.Noise(length))))];
        Task<AudioClip>[] tasks =
        [
            .. Enumerable.Range(0, 64).Select(n => Task.Factory.StartNew(
                () => Resolve(clips[n % clips.Length].Clip), CancellationToken.None, kind, TaskScheduler.Default)),
        ];
        AudioClip[] results = await Task.WhenAll(tasks).WaitAsync(Limit);
        for (int n = 0; n < results.Length; n++)
        {
            Measure.AssertSameBits(clips[n % clips.Length].Expected, results[n]);
        }
    }

    private static AudioClip Resolve(AudioClip clip) =>
        new Upsampler(Quick.Options with { MaxDegreeOfParallelism = 4 }).FitAndPredict(clip, 16_000).Audio;
}
