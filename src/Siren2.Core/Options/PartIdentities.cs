using Siren2.Checks;
using Siren2.Losses;

namespace Siren2.Options;

/// <summary>What a host's parts are called: asked before any work is done, since checkpoints, saved fits and reports tell them apart by it.</summary>
internal static class PartIdentities
{
    /// <summary>Refuses parts without an identity that is text; those of no effect are not asked.</summary>
    /// <param name="options">The options.</param>
    /// <param name="mode">The kind of fit.</param>
    /// <exception cref="InvalidOperationException">A part has none, or one that is not text.</exception>
    public static void Check(UpsamplerOptions options, FitMode mode)
    {
        NetworkOptions networks = mode == FitMode.Blind ? options.Blind : options.Guided;
        ThrowUnlessNamed(networks.Model, networks.Model?.Identity);
        ThrowUnlessNamed(networks.ExtraLoss);
        if (mode == FitMode.Blind)
        {
            ThrowUnlessNamed(options.Blind.LevelModel, options.Blind.LevelModel.Identity);
            ThrowUnlessNamed(options.Blind.Budget, options.Blind.Budget.Identity);
            ThrowUnlessNamed(options.Blind.Texture, options.Blind.Texture?.Identity);
        }
        else
        {
            ThrowUnlessNamed(new WeightedLoss(options.Guided.Loss));
        }
    }

    private static void ThrowUnlessNamed(WeightedLoss? loss)
    {
        ThrowUnlessNamed(loss, loss?.Loss.Identity);
        foreach (WeightedLoss part in (loss?.Loss as HybridLoss)?.Parts ?? [])
        {
            ThrowUnlessNamed(part);
        }
    }

    private static void ThrowUnlessNamed(object? part, string? identity)
    {
        if (part is null)
        {
            return;
        }

        string name = part is WeightedLoss loss ? loss.Loss.GetType().Name : part.GetType().Name;
        if (string.IsNullOrEmpty(identity))
        {
            throw new InvalidOperationException($"A {name} has no identity; without one a checkpoint or a saved fit cannot tell it from others.");
        }

        if (WellFormed.FaultOf(identity) is string fault)
        {
            throw new InvalidOperationException(
                $"The identity '{identity}' of a {name} {fault} A checkpoint or a saved fit could not tell it from others.");
        }
    }
}
