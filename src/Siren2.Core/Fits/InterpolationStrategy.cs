using Siren2.Baseline;
using Siren2.Reports;

namespace Siren2.Fits;

/// <summary>
/// What remains of a part once its job was canceled: the baseline, under the name of the job's own kind of fit.
/// </summary>
internal sealed class InterpolationStrategy(FitMode mode, NetworkOptions networks) : IFitStrategy
{
    public FitMode Mode => mode;

    public NetworkOptions Networks => networks;

    public AudioClip? Reference => null;

    public bool IsTexture => mode == FitMode.Blind;

    public bool KeepsLevels => false;

    public InputBand BandOf(IAudioSource clip, int outputRate, Action? goOn = null) => InputBand.Full(clip);

    public IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, FitMonitor monitor) => new IChannelTarget?[baseline.Channels.Length];

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor) =>
        new(IsProjected: true, IsFilled: false, PsnrCost: mode == FitMode.Blind ? 0 : null, Gain: mode == FitMode.Guided ? 0 : null);
}
