using Siren2.MissingBand;

namespace Siren2.Onnx;

/// <summary>What tells how loud the missing band is where a trained network makes its waveform.</summary>
public enum OnnxLevels
{
    /// <summary>
    /// The fit's level model (<see cref="BlindOptions.LevelModel"/>): the waveform is brought to its levels, frame by frame and band by band
    /// (<see cref="TextureLeveling"/>), and then to the budget.
    /// </summary>
    Model,

    /// <summary>The network: its waveform is taken as it is, and lowered where the energy budget does not allow so much.</summary>
    Network,
}
