using Siren2.Fits;

namespace Siren2.Persistence;

/// <summary>What is saved of a fit beside clip and tensors, as one JSON text.</summary>
/// <param name="ClipRate">Rate of the clip in hertz.</param>
/// <param name="ClipLength">Samples of a channel of the clip.</param>
/// <param name="ClipChannels">Channels of the clip.</param>
/// <param name="Recipe">What turns the networks into a waveform.</param>
/// <param name="Report">How the fit went; its time is not saved, so that equal fits give equal files.</param>
/// <param name="Networks">The networks whose tensors are in the file, by channel and segment.</param>
internal sealed record FitDocument(
    int ClipRate, int ClipLength, int ClipChannels, FitRecipe Recipe, UpsampleReport Report, IReadOnlyList<SavedNetwork> Networks)
{
    public static FitDocument Of(FitContent fitted) => new(
        fitted.Clip.SampleRate,
        fitted.Clip.Length,
        fitted.Clip.ChannelCount,
        fitted.Recipe,
        fitted.Report,
        [.. fitted.Networks.Select(network => new SavedNetwork(network.Channel, network.Segment, network.Scale))]);
}
