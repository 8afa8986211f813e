using Siren2.Audio;
using Siren2.Baseline;

namespace Siren2.Parts;

/// <summary>A clip that is worked on part by part.</summary>
/// <param name="Clip">The clip.</param>
/// <param name="Reference">Its original at the output rate, in a guided fit; null in a blind one.</param>
/// <param name="OutputRate">Rate of the result in hertz.</param>
/// <param name="Band">What of the clip's band is known.</param>
/// <param name="Parts">How it is cut.</param>
internal sealed record StreamJob(CheckedSource Clip, CheckedSource? Reference, int OutputRate, InputBand Band, PartPlan Parts)
{
    public FitMode Mode => Reference is null ? FitMode.Blind : FitMode.Guided;
}
