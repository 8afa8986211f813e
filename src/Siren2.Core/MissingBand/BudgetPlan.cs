using System.Collections.ObjectModel;
using System.Numerics.Tensors;
using Siren2.Checks;

namespace Siren2.MissingBand;

/// <summary>What may be put into a missing band.</summary>
public sealed record BudgetPlan
{
    /// <summary>Seconds from one gain to the next, the first at the first sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The value is below <see cref="MissingBandLevels.ShortestHop"/>, infinite or not a number.
    /// </exception>
    public required double HopSeconds
    {
        get;
        init => field = value is >= MissingBandLevels.ShortestHop and < double.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(HopSeconds), value, $"The hop must be a number of seconds from {MissingBandLevels.ShortestHop}.");
    }

    /// <summary>Factors on the amplitude of a texture at its natural level, from 0 to 1, at least one. Between two they are interpolated.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">There is no gain, or one is not from 0 to 1.</exception>
    public required IReadOnlyList<float> Gains { get; init => field = Checked(value, nameof(Gains)); }

    /// <summary>Energy beyond which the whole texture is lowered: sum of squares of samples over all channels; infinite for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number.</exception>
    public required double AllowedEnergy { get; init => field = Energy(value, nameof(AllowedEnergy)); }

    /// <summary>Energy that the missing band is expected to hold, likewise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public required double MissingEnergy { get; init => field = Finite(value, nameof(MissingEnergy)); }

    /// <summary>
    /// Energy that it holds at least, as far as can be told, likewise. The less is missing, the more of the error is the texture's own: costs
    /// are told by this.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public required double LeastMissingEnergy { get; init => field = Finite(value, nameof(LeastMissingEnergy)); }

    /// <summary><see cref="BudgetRequest.RestoredEnergy"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double RestoredEnergy { get; init => field = Finite(value, nameof(RestoredEnergy)); }

    /// <summary>Loss of PSNR to plain interpolation, in dB, from 0, that putting in so much energy is expected not to exceed;
    /// infinite where the band is thought to hold nothing, and nothing was restored.</summary>
    /// <param name="energy">Sum of squares of samples over all channels.</param>
    public double Cost(double energy) => energy > RestoredEnergy
        ? 10 * Math.Log10((LeastMissingEnergy + energy) / (LeastMissingEnergy + RestoredEnergy))
        : 0;

    /// <summary>
    /// Lowers textures that spend more than is allowed, in place, all by the same gain, and returns the cost of what is left in dB.
    /// </summary>
    /// <param name="textures">What is added to the baseline, <c>[channels][samples]</c>, gains applied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="textures"/> is null, or one of them.</exception>
    public double Keep(IReadOnlyList<float[]> textures)
    {
        NullCheck.NoneNull(textures, nameof(textures));
        double energy = textures.Sum(texture => (double)TensorPrimitives.SumOfSquares<float>(texture));
        if (energy > AllowedEnergy)
        {
            float gain = (float)Math.Sqrt(AllowedEnergy / energy);
            foreach (float[] texture in textures)
            {
                TensorPrimitives.Multiply(texture, gain, texture);
            }

            energy = AllowedEnergy;
        }

        return Cost(energy);
    }

    /// <summary>The gain at an instant.</summary>
    /// <param name="seconds">Seconds from the first sample.</param>
    public float GainAt(double seconds)
    {
        double place = Math.Clamp(seconds / HopSeconds, 0, Gains.Count - 1);
        int before = (int)place;
        int after = Math.Min(before + 1, Gains.Count - 1);
        return Gains[before] + ((float)(place - before) * (Gains[after] - Gains[before]));
    }

    /// <summary>Multiplies a texture by the gains, in place, <c>[samples]</c>.</summary>
    internal void Apply(Span<float> texture, int sampleRate)
    {
        double perSample = 1 / (HopSeconds * sampleRate);
        for (int i = 0; i < texture.Length; i++)
        {
            double place = Math.Min(i * perSample, Gains.Count - 1);
            int before = (int)place;
            float gain = Gains[before];
            texture[i] *= gain + ((float)(place - before) * (Gains[Math.Min(before + 1, Gains.Count - 1)] - gain));
        }
    }

    private static double Finite(double value, string name) => double.IsFinite(value)
        ? Energy(value, name)
        : throw new ArgumentOutOfRangeException(name, value, "An energy must be a finite number.");

    private static double Energy(double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "An energy must not be negative.");

    private static ReadOnlyCollection<float> Checked(IReadOnlyList<float> gains, string name)
    {
        ArgumentNullException.ThrowIfNull(gains, name);
        float[] copy = [.. gains];
        for (int i = 0; i < copy.Length; i++)
        {
            if (!(copy[i] is >= 0 and <= 1))
            {
                throw new ArgumentException($"Gain {i} is {copy[i]}; every gain must be from 0 to 1.", name);
            }
        }

        // A copy: what the host writes into its own list later, for another clip, is not in the way.
        return copy.Length > 0 ? copy.AsReadOnly() : throw new ArgumentException("There is no gain; at least one is needed.", name);
    }
}
